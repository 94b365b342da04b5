import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { listAudit } from '../../../../operate/operations/audit.js';
import { listPauses } from '../../../../operate/operations/pauses.js';
import type { GatewayContext } from '../../context.js';
import { idIn } from './id-in.js';

const PAGE = 50;

type Given = Readonly<Partial<Record<'before' | 'conversation', string | string[]>>>;

/**
 * GET /admin/audit?before=id&conversation=id: what operators have done, newest first.
 * GET /admin/pauses: where texts are paused, since when and why.
 */
export function auditRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  app.get<{ Querystring: Given }>('/admin/audit', guard, async ({ query }) => {
    const conversationId = idIn(query, 'conversation', 'an ID');
    const page = { before: idIn(query, 'before', 'an ID'), limit: PAGE };
    return listAudit(pool, conversationId === null ? page : { ...page, conversationId });
  });
  app.get('/admin/pauses', guard, async () => ({ pauses: await listPauses(pool) }));
}
