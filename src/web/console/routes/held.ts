import type { FastifyInstance } from 'fastify';
import { listHeld } from '../../../records/inbox/held.js';
import { dismissHeldEvent } from '../../../operate/operations/events.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { heldPage } from '../views/held-page.js';
import { act } from './act.js';
import { beforeOf, HTML, idOf } from './params.js';

const PAGE = 50;

/** GET /console/held, and the form that puts an event aside. */
export function heldRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool } = context;
  scope.get('/held', { config: needs('see_waiting') }, async (request, reply) => {
    const before = beforeOf(request.query);
    const [pageContext, held] = await Promise.all([
      readPageContext(context, request, reply),
      listHeld(pool, { before, limit: PAGE }, grantOf(request).orgs),
    ]);
    return reply.type(HTML).send(heldPage(pageContext, held));
  });

  scope.post<{ Params: { id: string } }>(
    '/events/:id/put-aside',
    { config: needs('settle', 'event') },
    async (request, reply) => {
      const id = idOf(request.params.id);
      return act(request, reply, '/console/held', (asked) => dismissHeldEvent(pool, asked, id));
    },
  );
}
