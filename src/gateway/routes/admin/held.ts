import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { HttpError } from '../../../errors/http-error.js';
import { listHeld } from '../../../inbox/held.js';
import type { GatewayContext } from '../../context.js';

const PAGE = 50;

/** GET /admin/held?before=id: events that could not be placed, newest first; `next` is the `before` of the next page. */
export function heldRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  app.get<{ Querystring: { before?: string | string[] } }>('/admin/held', guard, async (request) => {
    const { before } = request.query;
    if (before !== undefined && (Array.isArray(before) || !/^\d{1,15}$/.test(before)))
      throw new HttpError('bad_request', 'before should be the ID of a held event');
    return listHeld(pool, { before: before === undefined ? null : Number(before), limit: PAGE });
  });
}
