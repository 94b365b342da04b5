import type { FastifyInstance } from 'fastify';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { createFigures } from '../figures.js';
import { todayPage } from '../views/today-page.js';
import { HTML } from './params.js';

/** GET /console: today's figures and the trends. */
export function todayRoute(scope: FastifyInstance, context: ConsoleContext): void {
  const readFigures = createFigures(context.pool, context.config);
  scope.get('/', { config: needs('see_figures') }, async (request, reply) => {
    const [pageContext, figures] = await Promise.all([
      readPageContext(context, request, reply),
      readFigures(grantOf(request).orgs),
    ]);
    return reply.type(HTML).send(todayPage(pageContext, figures));
  });
}
