import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { listParked } from '../../../../records/ledger/parked.js';
import type { GatewayContext } from '../../context.js';

const PAGE = 100;

/** GET /admin/parked: sends of which nobody can say whether they went out, newest first. */
export function parkedRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  app.get('/admin/parked', guard, async () => ({ parked: await listParked(pool, PAGE) }));
}
