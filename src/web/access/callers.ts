import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../orgs/people/authorise.js';
import { findBearer, type Bearer } from '../../orgs/people/tokens.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { AdminToken, Entrance } from '../admin-token/admin-token.js';

/** Whoever has ADMIN_TOKEN. They name themselves. */
export const owner = (name: string): Caller => ({ name, id: 'owner', roles: null });

export type Identified =
  | { readonly is: 'owner' }
  | { readonly is: 'bearer'; readonly bearer: Bearer }
  /** `waitSeconds`: not 0 if there were too many wrong ones. */
  | { readonly is: 'nobody'; readonly waitSeconds: number };

/**
 * Whose token this is: ADMIN_TOKEN, which is looked at first and needs no database, or a personal token. Wrong ones are counted together; a
 * right one passes whatever went before.
 */
export async function identify(
  adminToken: AdminToken,
  db: Queryable,
  given: string,
  entrance: Entrance,
  request: Pick<FastifyRequest, 'ip' | 'id'>,
): Promise<Identified> {
  if (adminToken.isRight(given)) return { is: 'owner' };
  const bearer = adminToken.isSet ? await findBearer(db, given) : null;
  if (bearer !== null) return { is: 'bearer', bearer };
  return { is: 'nobody', waitSeconds: adminToken.noteWrong(entrance, request) };
}
