import Fastify, { type FastifyInstance, type FastifyPluginCallback, type FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../../platform/db/is-away.js';
import { AdminToken } from '../admin-token/admin-token.js';
import { consolePages } from '../console/console.js';
import type { ConsoleContext } from '../console/context.js';
import { storedVendors } from '../../contracts/stored-names.js';
import { HttpError } from '../../platform/errors/http-error.js';
import { boundConnections } from '../../platform/http-server/bound-connections.js';
import { limitedServer, usualLimits, type ServerLimits } from '../../platform/http-server/limits.js';
import { refuseExpectations, refuseUnreadable } from '../../platform/http-server/refuse-unreadable.js';
import { CondensedLog } from '../../platform/logging/condensed-log.js';
import type { GatewayContext } from './context.js';
import { admin } from './routes/admin/index.js';
import { chatWebhook } from './routes/chat-webhook.js';
import { onlyInOwnMode } from './own-mode.js';
import { connectRoutes } from './routes/connect.js';
import { health } from './routes/health.js';
import { media } from './routes/media.js';
import { metricsRoute } from './routes/metrics.js';
import { smsWebhooks } from './routes/sms-webhooks.js';

const BODY_LIMIT = 256 * 1024;

/** Nobody on the way keeps an answer, and no browser takes it for what it does not say it is. */
const PRIVATE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export interface AppOptions {
  readonly limits?: ServerLimits;
  /** `public`: what vendors and visitors call; `internal`: what operators call. Health is on both. */
  readonly serves?: 'everything' | 'public' | 'internal';
}

/** Creates the HTTP app of Textback; tests drive it without a port. `pages`: the console's dependencies, or null for no console. */
export function createGatewayApp(
  context: GatewayContext,
  pages: ConsoleContext | null = null,
  { limits = usualLimits, serves = 'everything' }: AppOptions = {},
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    ...limitedServer(limits),
    clientErrorHandler: refuseUnreadable(PRIVATE),
    // An address that cannot be decoded reaches no route and no hook.
    frameworkErrors: (error, request, { raw }) => {
      const known = asHttpError(error);
      raw.writeHead(known.statusCode, { ...PRIVATE, 'content-type': 'application/json; charset=utf-8' });
      raw.end(JSON.stringify(body(known, request.id)));
    },
  });
  boundConnections(app.server, limits.connections);
  refuseExpectations(app.server, PRIVATE);
  // Bodies stay raw: a signature covers the bytes, and a body is verified before it is parsed.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  if (context.modeGuard !== undefined) app.addHook('onRequest', onlyInOwnMode(context.modeGuard));

  // Every answer, refusals included; a route that wants its answer kept says so itself.
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(PRIVATE))
      if (!reply.hasHeader(name)) reply.header(name, value);
  });

  const refusals = new CondensedLog();
  app.addHook('onClose', (_app, done) => {
    refusals.close();
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const known = asHttpError(error);
    if (known !== error && known.statusCode >= 500) {
      context.log.error({ code: known.code, requestId: request.id, err: error }, 'request failed');
    }
    noteRefusal(context, refusals, request, known);
    return reply.code(known.statusCode).send(body(known, request.id));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(body(new HttpError('not_found'), request.id)),
  );

  void app.register(plugin((scope) => health(scope, context)));
  const adminToken = new AdminToken(context.config.adminToken, context);
  app.addHook('onClose', (_app, done) => {
    adminToken.close();
    done();
  });
  if (serves !== 'internal') void app.register(publicRoutes(context, adminToken));
  if (serves !== 'public') internalRoutes(app, context, pages, adminToken);
  return app;
}

const plugin =
  (declare: (scope: FastifyInstance) => void): FastifyPluginCallback =>
  (scope, _options, done) => {
    declare(scope);
    done();
  };

/** Routes without a login. Each webhook route checks its vendor's own signature; a file is protected by its signed link; who connects an org brings a ticket or a token. */
const publicRoutes = (context: GatewayContext, adminToken: AdminToken) =>
  plugin((scope) => {
    chatWebhook(scope, context);
    smsWebhooks(scope, context);
    media(scope, context);
    connectRoutes(scope, context, adminToken);
  });

/** Console and admin API behind the admin token, and the metrics, which show counts to anybody who gets here. */
function internalRoutes(
  app: FastifyInstance,
  context: GatewayContext,
  pages: ConsoleContext | null,
  adminToken: AdminToken,
): void {
  void app.register(plugin((scope) => metricsRoute(scope, context)));
  void app.register(admin(context, pages, adminToken), { prefix: '/admin' });
  if (pages !== null) consolePages(app, pages, adminToken);
}

/** The body of every error response. */
const body = ({ code, message }: HttpError, requestId: string) => ({ error: { code, message, requestId } });

/** `error`: whatever was thrown, also what is no Error. */
function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { code, statusCode } = (error ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HttpError('body_too_large');
  if (typeof statusCode === 'number' && statusCode < 500)
    return new HttpError('malformed_body', 'the request is malformed');
  return new HttpError(isDatabaseAway(error) ? 'storage_unavailable' : 'internal_error');
}

/**
 * Logs a refused webhook, because it is lost unless the vendor retries it. The log line contains no message content. Anybody can
 * send webhooks that are refused: each source and code has one line a minute.
 */
function noteRefusal(
  { metrics, log }: GatewayContext,
  refusals: CondensedLog,
  request: FastifyRequest,
  { code, message }: HttpError,
): void {
  const source = Object.values(storedVendors).find((vendor) =>
    new RegExp(`^/webhooks/${vendor}\\b`).test(request.url),
  );
  if (source === undefined || code === 'storage_unavailable') return;
  metrics.count('textback_webhooks_total', { source, result: code });
  refusals.note(`${source} ${code}`, (times) =>
    log.warn({ code, source, requestId: request.id, why: message, times }, 'webhook refused'),
  );
}
