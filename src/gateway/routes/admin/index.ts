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

/** The operator's routes, all behind ADMIN_TOKEN. The GETs read and change nothing; each POST is one operation, written to the audit log. */
export function admin(app: FastifyInstance, context: GatewayContext, desk: ConsoleContext | null): void {
  const guard = { preHandler: requireAdmin(context.config.adminToken) };
  conversationRoute(app, context, guard, desk);
  heldRoute(app, context, guard);
  parkedRoute(app, context, guard);
  reportRoute(app, context, guard);
  auditRoute(app, context, guard);
  operationRoutes(app, context, guard);
}
