import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../../platform/db/is-away.js';
import { HttpError } from '../../platform/errors/http-error.js';
import { OperationRefused } from '../../operate/operations/operator.js';
import type { AdminToken } from '../admin-token/admin-token.js';
import { serveAssets } from './assets.js';
import { ConsoleKeys } from './console-keys.js';
import type { ConsoleContext } from './context.js';
import { auditRoute } from './routes/audit.js';
import { conversationRoutes } from './routes/conversation.js';
import { conversationsRoutes } from './routes/conversations.js';
import { exportRoute } from './routes/export.js';
import { heldRoutes } from './routes/held.js';
import { httpsOnly, isCookieLost, isHttps } from './https-only.js';
import { HTML } from './routes/params.js';
import { oidcRoutes } from './routes/oidc.js';
import { parkedRoutes } from './routes/parked.js';
import { peopleRoutes } from './routes/people.js';
import { searchRoute } from './routes/search.js';
import { sendingRoutes } from './routes/sending.js';
import { signInRoutes } from './routes/sign-in.js';
import { todayRoute } from './routes/today.js';
import { guard } from './security.js';
import { grant } from '../access/grant.js';
import { declaresItsAction } from '../access/access.js';
import { noteSession, sessionOf, Sessions } from './session.js';
import { messagePage } from './views/message-page.js';

/**
 * The operator's pages under /console, as a plugin of their own: its parsers, headers and hooks end where it ends, and the
 * webhooks beside it see none of them. Without ADMIN_TOKEN there is one page, which says how to turn it on.
 */
export function consolePages(app: FastifyInstance, context: ConsoleContext, adminToken: AdminToken): void {
  const secret = context.config.adminToken;
  const prefix = '/console';
  if (secret === null) void app.register(turnedOff, { prefix });
  else void app.register(signedIn(context, adminToken, new Sessions(context.pool, secret)), { prefix });
}

const signedIn =
  (context: ConsoleContext, adminToken: AdminToken, sessions: Sessions): FastifyPluginAsync =>
  async (scope) => {
    const keys = new ConsoleKeys();
    const knowCaller = async (request: FastifyRequest) => {
      await keys.load(context.pool);
      noteSession(request, await sessions.find(request));
    };
    await guard(scope, keys, isHttps(context));
    answerErrors(scope, context);
    serveAssets(scope);
    await scope.register((entrance, _options, done) => {
      entrance.addHook('onRequest', knowCaller);
      signInRoutes(entrance, adminToken, sessions, context);
      oidcRoutes(entrance, sessions, context);
      done();
    });
    await scope.register((pages, _options, done) => {
      pages.addHook('onRoute', declaresItsAction);
      pages.addHook('onRequest', async (request, reply) => {
        await knowCaller(request);
        const session = sessionOf(request);
        if (session !== null) {
          await grant(context.pool, session.caller, request);
          return;
        }
        const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
        await reply.redirect(`/console/sign-in${next}`, 303);
      });
      todayRoute(pages, context);
      conversationsRoutes(pages, context);
      searchRoute(pages, context);
      conversationRoutes(pages, context);
      exportRoute(pages, context);
      heldRoutes(pages, context);
      parkedRoutes(pages, context);
      auditRoute(pages, context);
      sendingRoutes(pages, context);
      peopleRoutes(pages, context);
      done();
    });
  };

function answerErrors(scope: FastifyInstance, context: ConsoleContext): void {
  const { log } = context;
  const notFound = () => messagePage('Not here', 'Nothing exists at this address.');
  scope.setNotFoundHandler((_request, reply) => reply.code(404).type(HTML).send(notFound()));
  scope.setErrorHandler((error, request, reply) => {
    const { status, title, words } = isCookieLost(error, context)
      ? { status: 403, title: 'Not by http', words: httpsOnly(context) }
      : describe(error);
    if (status >= 500)
      log.error(
        {
          code: codeOf(error),
          requestId: request.id,
          err: error,
        },
        'a console page failed',
      );
    return reply.code(status).type(HTML).send(messagePage(title, words));
  });
}

const codeOf = (error: unknown) =>
  error instanceof HttpError ? error.code : isDatabaseAway(error) ? 'storage_unavailable' : 'internal_error';

const titles: Readonly<Record<number, string>> = { 403: 'Not for your role', 404: 'Not here' };

/** `error`: whatever was thrown. Few errors of other libraries have a code. */
function describe(error: unknown) {
  if (error instanceof HttpError)
    return {
      status: error.statusCode,
      title: titles[error.statusCode] ?? 'Not understood',
      words: error.message,
    };
  if (error instanceof OperationRefused)
    return {
      status: error.code === 'not_found' ? 404 : error.code === 'conflict' ? 409 : 400,
      title: 'Nothing was changed',
      words: `${error.message}.`,
    };
  const { code, statusCode } = (error ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code === 'string' && code.startsWith('FST_CSRF_'))
    return {
      status: 403,
      title: 'Nothing was changed',
      words:
        'This form belongs to an earlier sign-in or to another site. Go back, reload the page and try again.',
    };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, title: 'Not understood', words: 'The request is malformed.' };
  if (isDatabaseAway(error))
    return { status: 503, title: 'Try again', words: 'PostgreSQL did not answer in time. Reload the page.' };
  return {
    status: 500,
    title: 'Something went wrong',
    words: 'The page could not be shown: there is a bug. See the log.',
  };
}

const turnedOff: FastifyPluginCallback = (scope, _options, done) => {
  serveAssets(scope);
  const page = messagePage(
    'The console is off',
    'Set ADMIN_TOKEN to a long random value and restart Textback, then sign in here with that value.',
  );
  scope.setNotFoundHandler((_request, reply) => reply.code(404).type(HTML).send(page));
  done();
};
