import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { identify } from '../../access/callers.js';
import type { AdminToken } from '../../admin-token/admin-token.js';
import type { ConsoleContext } from '../context.js';
import { httpsOnly, isHttps, seemsHttp } from '../https-only.js';
import { formOf } from '../security.js';
import { ownerOfForms, sessionOf, type Sessions } from '../session.js';
import { TOKEN_PREFIX } from '../../../orgs/people/tokens.js';
import { signInPage, type SignInView } from '../views/sign-in-page.js';
import { HTML, queryValue } from './params.js';
import { safePath } from './safe-path.js';

/** A wrong token is answered no sooner than this. */
const WRONG_TAKES_MS = 400;
const MAX_NAME = 80;

/** GET and POST /console/sign-in, POST /console/sign-out. The token is never kept. */
export function signInRoutes(
  scope: FastifyInstance,
  adminToken: AdminToken,
  sessions: Sessions,
  context: ConsoleContext,
): void {
  const show = (reply: FastifyReply, view: Omit<SignInView, 'csrf' | 'byProvider'>) =>
    reply.type(HTML).send(
      signInPage({
        ...view,
        byProvider: context.config.oidc !== null,
        csrf: reply.generateCsrf({ userInfo: ownerOfForms(null) }),
      }),
    );

  scope.get('/sign-in', async (request, reply) => {
    const next = safePath(queryValue(request.query, 'next'));
    if (sessionOf(request) !== null) return reply.redirect(next, 303);
    const problem = seemsHttp(request, context)
      ? `If your address bar says http: ${httpsOnly(context)}`
      : null;
    return show(reply, { next, name: '', problem });
  });

  scope.post('/sign-in', async (request, reply) => {
    const { token = '', next: given = null, name: written = '' } = formOf(request.body);
    const name = printable(written);
    const next = safePath(given);
    const isPersonal = token.startsWith(TOKEN_PREFIX);
    if (name === '' && !isPersonal)
      return show(reply.code(400), {
        next,
        name,
        problem: 'Enter your name: the audit log records what you do under it.',
      });
    const identified = await identify(adminToken, context.pool, token, 'console', request);
    if (identified.is === 'nobody') {
      await delay(WRONG_TAKES_MS);
      const problem = isPersonal
        ? 'That token is wrong, revoked or expired.'
        : 'That is not the admin token.';
      if (identified.waitSeconds === 0) return show(reply.code(401), { next, name, problem });
      reply.code(429).header('retry-after', identified.waitSeconds);
      const others =
        'There have been many wrong ones from your address or altogether; the right one always works.';
      return show(reply, { next, name, problem: `${problem} ${others}` });
    }
    await sessions.end(request, reply);
    await sessions.start(reply, identified.is === 'owner' ? name : identified.bearer, isHttps(context));
    return reply.redirect(next, 303);
  });

  scope.post('/sign-out', async (request, reply) => {
    await sessions.end(request, reply);
    return reply.redirect('/console/sign-in', 303);
  });
}

const printable = (name: string): string => name.replace(/\p{C}/gu, '').trim().slice(0, MAX_NAME);
