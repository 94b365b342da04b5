import type { FastifyInstance } from 'fastify';
import { listParked } from '../../../records/ledger/parked.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { parkedPage } from '../views/parked-page.js';
import { HTML } from './params.js';

const PAGE = 100;

/** GET /console/parked: the newest hundred; more than that are settled from the top. */
export function parkedRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  scope.get('/parked', { config: needs('see_waiting') }, async (request, reply) => {
    const [pageContext, parked] = await Promise.all([
      readPageContext(context, request, reply),
      listParked(context.pool, PAGE, grantOf(request).orgs),
    ]);
    return reply.type(HTML).send(parkedPage(pageContext, parked));
  });
}
