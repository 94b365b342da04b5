import type { FastifyInstance } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import { pauseSending, resumeSending } from '../../../operate/operations/pauses.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readFirstTexts } from '../data/first-texts.js';
import { listOrgs } from '../data/orgs.js';
import { readPageContext } from '../page-context.js';
import { formOf } from '../security.js';
import { sendingPage } from '../views/sending-page.js';
import { act } from './act.js';
import { HTML, idOf } from './params.js';

/** GET /console/sending, and the forms that pause and resume sending, for an org or everywhere. */
export function sendingRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool, config } = context;
  const budget = config.caps.firstTextsPerHour;
  scope.get('/sending', { config: needs('see_pauses') }, async (request, reply) => {
    const [pageContext, orgs, firstTexts] = await Promise.all([
      readPageContext(context, request, reply),
      listOrgs(pool, grantOf(request).orgs),
      readFirstTexts(pool, budget, grantOf(request).orgs),
    ]);
    return reply.type(HTML).send(sendingPage(pageContext, orgs, firstTexts));
  });

  scope.post('/sending/pause', { config: needs('pause', 'body') }, async (request, reply) => {
    const why = (formOf(request.body)['why'] ?? '').trim();
    if (why === '')
      throw new HttpError('bad_request', 'Give a reason for the pause: other operators see it.');
    const orgId = orgOf(request.body);
    grantOf(request).allow(orgId);
    return act(request, reply, '/console/sending', (asked) => pauseSending(pool, asked, { orgId, why }));
  });

  scope.post('/sending/resume', { config: needs('pause', 'body') }, async (request, reply) => {
    const orgId = orgOf(request.body);
    grantOf(request).allow(orgId);
    return act(request, reply, '/console/sending', (asked) => resumeSending(pool, asked, { orgId, budget }));
  });
}

/** Null: everywhere, which is an empty field and not one that is missing. */
function orgOf(body: unknown): number | null {
  const org = formOf(body)['org'];
  if (org === undefined) throw new HttpError('bad_request', 'Choose an org, or everywhere.');
  return org === '' ? null : idOf(org);
}
