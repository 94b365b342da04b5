import type { FastifyInstance } from 'fastify';
import { signIn } from '../../../operate/operations/sign-in.js';
import { operationResults } from '../../../operate/operations/results.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { ConsoleContext } from '../context.js';
import { isHttps } from '../https-only.js';
import { noteAttempt, takeAttempt } from '../oidc/attempt.js';
import { OidcProvider } from '../oidc/provider.js';
import type { Sessions } from '../session.js';
import { messagePage } from '../views/message-page.js';
import { signedInNowPage } from '../views/signed-in-now-page.js';
import { HTML, queryValue } from './params.js';
import { safePath } from './safe-path.js';

/** GET /console/oidc/start and /console/oidc/callback: the way to the OpenID provider and back. None where none is configured. */
export function oidcRoutes(scope: FastifyInstance, sessions: Sessions, context: ConsoleContext): void {
  const { config, pool, log, adminUrl } = context;
  if (config.oidc === null) return;
  const provider = new OidcProvider(
    config.oidc,
    () => `${adminUrl().replace(/\/$/, '')}/console/oidc/callback`,
  );

  // A link, and no form: browsers hold form-action of the policy also against where a form's answer redirects to.
  scope.get('/oidc/start', async (request, reply) => {
    const next = safePath(queryValue(request.query, 'next'));
    const { url, secrets } = await provider.begin();
    noteAttempt(reply, { ...secrets, next }, isHttps(context));
    return reply.redirect(url, 303);
  });

  scope.get('/oidc/callback', async (request, reply) => {
    const attempt = takeAttempt(request, reply);
    if (attempt === null) throw new HttpError('oidc_failed');
    const query = /\?.*$/s.exec(request.url)?.[0] ?? '';
    const identity = await provider.finish(query, attempt).catch((error: unknown) => {
      const { code = null, error: answered = null } = error as { code?: unknown; error?: unknown };
      log.warn(
        { code: 'oidc_failed', requestId: request.id, because: code, answered },
        'a sign-in by the OpenID provider failed',
      );
      throw error instanceof HttpError ? error : new HttpError('oidc_failed');
    });
    const admission = await signIn(pool, identity);
    if (admission.is !== 'admitted') {
      const words = operationResults[`sign_in_${admission.is}`];
      const advice = ' Ask an admin of your org to invite you by the address that your provider knows.';
      return reply
        .code(403)
        .type(HTML)
        .send(messagePage('Not let in', `${words}${advice}`));
    }
    await sessions.start(reply, admission.person, isHttps(context));
    // A page and no redirect: the session's cookie is Strict, and no redirect in a chain that another site began would carry it.
    return reply.type(HTML).send(signedInNowPage(safePath(attempt.next)));
  });
}
