import type { FastifyInstance } from 'fastify';
import { requireAdmin } from '../../admin-auth.js';
import type { GatewayContext } from '../../context.js';
import { conversationRoute } from './conversation.js';
import { heldRoute } from './held.js';
import { parkedRoute } from './parked.js';
import { reportRoute } from './report.js';

/** The operator's routes, all behind ADMIN_TOKEN. They read PostgreSQL and change nothing. */
export function admin(app: FastifyInstance, context: GatewayContext): void {
  const guard = { preHandler: requireAdmin(context.config.adminToken) };
  conversationRoute(app, context, guard);
  heldRoute(app, context, guard);
  parkedRoute(app, context, guard);
  reportRoute(app, context, guard);
}
