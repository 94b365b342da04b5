import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sameSecret } from '../../../platform/secrets/same-secret.js';
import type { ConsoleContext } from '../context.js';
import { formOf } from '../security.js';
import { endSession, ownerOfForms, readSession, startSession } from '../session.js';
import { signInPage, type SignInView } from '../views/sign-in-page.js';
import { WrongSignIns } from '../wrong-sign-ins.js';
import { HTML, queryValue } from './params.js';

/** A wrong token is answered no sooner than this. */
const WRONG_TAKES_MS = 400;
const MAX_NAME = 80;

/** GET and POST /console/sign-in, POST /console/sign-out. The token is compared in constant time and never kept. */
export function signInRoutes(
  scope: FastifyInstance,
  { log }: ConsoleContext,
  adminToken: string,
  secure: () => boolean,
): void {
  const wrong = new WrongSignIns();
  const show = (reply: FastifyReply, view: Omit<SignInView, 'csrf'>) =>
    reply
      .type(HTML)
      .send(signInPage({ ...view, csrf: reply.generateCsrf({ userInfo: ownerOfForms(null) }) }));

  scope.get('/sign-in', async (request, reply) => {
    const next = safePath(queryValue(request.query, 'next'));
    if (readSession(request, Date.now()) !== null) return reply.redirect(next, 303);
    return show(reply, { next, name: '', problem: null });
  });

  scope.post('/sign-in', async (request, reply) => {
    const { token = '', next: given = null, name: written = '' } = formOf(request.body);
    const name = printable(written);
    const next = safePath(given);
    const waitMs = wrong.waitMs(request.ip, Date.now());
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      reply.code(429).header('retry-after', seconds);
      return show(reply, { next, name, problem: `Too many wrong tokens. Try again in ${seconds} s.` });
    }
    if (name === '')
      return show(reply.code(400), {
        next,
        name,
        problem: 'Enter your name: the audit log records what you do under it.',
      });
    if (!sameSecret(token, adminToken)) {
      wrong.note(request.ip, Date.now());
      log.warn({ code: 'unauthorized', requestId: request.id }, 'a sign-in to the console was refused');
      await delay(WRONG_TAKES_MS);
      return show(reply.code(401), { next, name, problem: 'That is not the admin token.' });
    }
    startSession(reply, name, Date.now(), secure());
    return reply.redirect(next, 303);
  });

  scope.post('/sign-out', async (_request, reply) => {
    endSession(reply);
    return reply.redirect('/console/sign-in', 303);
  });
}

const printable = (name: string): string => name.replace(/\p{C}/gu, '').trim().slice(0, MAX_NAME);

/** Where to go after the sign-in: a page of the console and nowhere else. */
const safePath = (path: string | null): string =>
  path !== null && /^\/console(?:[/?][\w/?=&.:%~-]*)?$/.test(path) && !path.includes('//')
    ? path
    : '/console';
