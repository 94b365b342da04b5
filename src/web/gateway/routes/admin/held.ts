import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { listHeld } from '../../../../records/inbox/held.js';
import type { GatewayContext } from '../../context.js';
import { idIn } from './id-in.js';

const PAGE = 50;

/** GET /admin/held?before=id: events that could not be placed, newest first; `next` is the `before` of the next page. */
export function heldRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  app.get<{ Querystring: { before?: string | string[] } }>('/admin/held', guard, async ({ query }) =>
    listHeld(pool, { before: idIn(query, 'before', 'the ID of a held event'), limit: PAGE }),
  );
}
