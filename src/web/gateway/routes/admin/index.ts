import type { FastifyInstance } from 'fastify';
import type { ConsoleContext } from '../../../console/context.js';
import { requireAdmin } from '../../admin-auth.js';
import type { GatewayContext } from '../../context.js';
import { auditRoute } from './audit.js';
import { conversationRoute } from './conversation.js';
import { heldRoute } from './held.js';
import { operationRoutes } from './operations.js';
import { parkedRoute } from './parked.js';
import { reportRoute } from './report.js';

/**
 * The operator's routes, all behind ADMIN_TOKEN. The GETs change nothing. Each POST is one operation; it is written to the audit
 * log, as is each history that is handed out.
 */
export function admin(app: FastifyInstance, context: GatewayContext, desk: ConsoleContext | null): void {
  const guard = { preHandler: requireAdmin(context.config.adminToken) };
  conversationRoute(app, context, guard, desk);
  heldRoute(app, context, guard);
  parkedRoute(app, context, guard);
  reportRoute(app, context, guard);
  auditRoute(app, context, guard);
  operationRoutes(app, context, guard);
}
