import type { Asked } from '../../contracts/operator.js';
import { createTicket, type Wish } from '../../orgs/connect/attempts.js';
import type { Pool } from '../../platform/db/pool.js';
import { operate } from './audit.js';
import { OperationRefused } from './operator.js';

export interface ConnectLink {
  readonly url: string;
  readonly expiresAt: Date;
  readonly auditId: number;
}

/**
 * Makes a link that connects an org from any browser, once and for ten minutes. It is shown in this answer and never again.
 * @throws OperationRefused conflict for a request that was answered before
 */
export async function makeConnectLink(
  pool: Pool,
  asked: Asked,
  { edition, orgId }: Pick<Wish, 'edition' | 'orgId'>,
  beginUrl: string,
): Promise<ConnectLink> {
  const made: { ticket?: string; expiresAt?: Date } = {};
  const target = `${orgId === null ? 'any org' : `org ${orgId}`}, ${edition} edition`;
  const { auditId } = await operate(
    pool,
    asked,
    { operation: 'make_connect_link', target, orgId },
    async (client) => {
      Object.assign(made, await createTicket(client, { edition, orgId, who: asked.operator.name }));
      return { orgId, conversationId: null, result: 'connect_link_made' };
    },
  );
  const { ticket, expiresAt } = made;
  if (ticket === undefined || expiresAt === undefined)
    throw new OperationRefused('conflict', 'this request has made a link already, and a link is shown once');
  return { url: `${beginUrl}?ticket=${ticket}`, expiresAt, auditId };
}
