import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { formFields } from '../shared/vendor-guard.js';
import { consentPage } from './consent-page.js';
import { invalid } from './errors.js';
import type { DriftSimulator } from './simulator.js';
import type { DriftApp } from './types.js';

const request = z.object({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.url({ protocol: /^https?$/ }),
  state: z.string().max(2_048).optional(),
});
const decision = request.extend({
  org_id: z.coerce.number().int().optional(),
  decision: z.enum(['approve', 'deny']),
});

/** `GET /authorize` is dev.drift.com's consent page; its form comes back by POST. */
export function authorizeRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  app.get('/authorize', (incoming, reply) => {
    const given = request.parse(incoming.query);
    const asking = appOf(drift, given.client_id, given.redirect_uri);
    const { consent } = drift.switches;
    const asked = { clientId: given.client_id, redirectUri: given.redirect_uri, state: given.state };
    if (consent !== 'ask') return reply.redirect(drift.decide(asked, consent));
    return reply
      .type('text/html; charset=utf-8')
      .headers({
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      })
      .send(consentPage(asking, drift.orgs.all, { ...given, state: given.state ?? '' }));
  });

  app.post('/authorize', (incoming, reply) => {
    const fields = incoming.body instanceof URLSearchParams ? formFields(incoming.body) : incoming.body;
    const given = decision.parse(fields);
    appOf(drift, given.client_id, given.redirect_uri);
    const state = given.state === '' ? undefined : given.state;
    const asked = { clientId: given.client_id, redirectUri: given.redirect_uri, state };
    return reply.redirect(drift.decide(asked, given.decision, given.org_id), 303);
  });
}

/** The redirect URI must be the one in the app's settings; an app of the simulator without one takes any. */
function appOf(drift: DriftSimulator, clientId: string, redirectUri: string): DriftApp {
  const app = drift.apps.byClient(clientId);
  if (!app) throw invalid('client_id is unknown');
  if (app.redirectUri !== undefined && app.redirectUri !== redirectUri)
    throw invalid("redirect_uri is not the one in the app's settings");
  return app;
}
