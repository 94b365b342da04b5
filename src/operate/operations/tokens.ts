import { createToken, revokeToken, type NewToken, type TokenEntry } from '../../orgs/people/tokens.js';
import type { Pool } from '../../platform/db/pool.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

export interface TokenMade {
  readonly done: Done;
  readonly token: string;
  readonly entry: TokenEntry;
}

/**
 * Makes a personal token for an org. It is shown in this answer and never again, so a repeated request cannot get it.
 * @throws OperationRefused conflict for a request that was answered before
 */
export async function makeToken(
  pool: Pool,
  asked: Asked,
  wanted: Omit<NewToken, 'createdBy'>,
): Promise<TokenMade> {
  const { orgId, name, role } = wanted;
  const made: { token?: string; entry?: TokenEntry } = {};
  const intent = { operation: 'create_token', target: `${role} token “${name}”`, orgId } as const;
  const done = await operate(pool, asked, intent, async (client) => {
    Object.assign(made, await createToken(client, { ...wanted, createdBy: asked.operator.name }));
    return { orgId, conversationId: null, result: 'token_created' };
  });
  const { token, entry } = made;
  if (token === undefined || entry === undefined)
    throw new OperationRefused(
      'conflict',
      'this request has made a token already, and a token is shown once',
    );
  return { done, token, entry };
}

/** @throws OperationRefused not_found */
export async function withdrawToken(pool: Pool, asked: Asked, orgId: number, id: number): Promise<Done> {
  const intent = { operation: 'revoke_token', target: `token ${id}`, orgId } as const;
  return operate(pool, asked, intent, async (client) => {
    const found = await revokeToken(client, orgId, id);
    if (found === 'unknown') throw new OperationRefused('not_found', `there is no token ${id} of this org`);
    const result = found === 'revoked' ? 'token_revoked' : 'already_revoked';
    return { orgId, conversationId: null, result };
  });
}
