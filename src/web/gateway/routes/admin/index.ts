import type { FastifyPluginAsync } from 'fastify';
import type { AdminToken } from '../../../admin-token/admin-token.js';
import type { ConsoleContext } from '../../../console/context.js';
import { auditRoutes } from './audit.js';
import { conversationRoutes } from './conversation.js';
import { heldRoute } from './held.js';
import { describeScope } from './openapi.js';
import { operationRoutes } from './operations.js';
import { orgRoutes } from './orgs.js';
import { orgConnectionRoutes } from './org-connection.js';
import { parkedRoute } from './parked.js';
import { peopleRoutes } from './people.js';
import { reportRoute } from './report.js';
import { tokenRoutes } from './tokens.js';
import { openScope, type AdminContext } from './scope.js';

/**
 * The admin routes, in a plugin of their own so that one guard covers them all. A GET changes nothing. Each POST is one
 * operation. Every operation and every exported history is recorded in the audit log.
 */
export const admin =
  (context: AdminContext, pages: ConsoleContext | null, adminToken: AdminToken): FastifyPluginAsync =>
  async (plain) => {
    const scope = openScope(plain, adminToken, context.pool);
    await describeScope(scope, context.adminUrl);
    conversationRoutes(scope, context, pages);
    heldRoute(scope, context);
    parkedRoute(scope, context);
    reportRoute(scope, context);
    auditRoutes(scope, context);
    operationRoutes(scope, context);
    orgRoutes(scope, context);
    tokenRoutes(scope, context);
    orgConnectionRoutes(scope, context);
    peopleRoutes(scope, context);
  };
