import type { FastifyInstance } from 'fastify';
import { listAudit } from '../../../operate/operations/audit.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { auditPage } from '../views/audit-page.js';
import { beforeOf, HTML } from './params.js';

const PAGE = 100;

/** GET /console/audit. */
export function auditRoute(scope: FastifyInstance, context: ConsoleContext): void {
  scope.get('/audit', { config: needs('see_audit') }, async (request, reply) => {
    const before = beforeOf(request.query);
    const [pageContext, log] = await Promise.all([
      readPageContext(context, request, reply),
      listAudit(context.pool, { before, limit: PAGE }, grantOf(request).orgs),
    ]);
    return reply.type(HTML).send(auditPage(pageContext, log));
  });
}
