import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { HttpError } from '../../../errors/http-error.js';
import { listAudit } from '../../../operations/audit.js';
import { listPauses } from '../../../operations/pauses.js';
import type { GatewayContext } from '../../context.js';

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
    const conversationId = idIn(query, 'conversation');
    const page = { before: idIn(query, 'before'), limit: PAGE };
    return listAudit(pool, conversationId === null ? page : { ...page, conversationId });
  });
  app.get('/admin/pauses', guard, async () => ({ pauses: await listPauses(pool) }));
}

function idIn(query: Given, name: keyof Given): number | null {
  const given = query[name];
  if (given === undefined) return null;
  if (Array.isArray(given) || !/^\d{1,15}$/.test(given))
    throw new HttpError('bad_request', `${name} should be an ID`);
  return Number(given);
}
