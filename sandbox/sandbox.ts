import Fastify from 'fastify';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { driftControl } from './drift/control.js';
import { driftApi } from './drift/server.js';
import { DriftSimulator } from './drift/simulator.js';
import type { DriftOptions } from './drift/simulator.js';
import type { SandboxInfo, TextbackInfo } from './page-info.js';
import { ownPagesOnly } from './shared/own-pages-only.js';
import { twilioControl } from './twilio/control.js';
import { twilioApi } from './twilio/server.js';
import { TwilioSimulator } from './twilio/simulator.js';
import type { TwilioOptions } from './twilio/simulator.js';

export type { DriftOptions } from './drift/simulator.js';
export type { DriftOrg } from './drift/types.js';
export type { SandboxInfo, TextbackInfo } from './page-info.js';
export type { TwilioOptions } from './twilio/simulator.js';
export { DriftSimulator } from './drift/simulator.js';
export { TwilioSimulator } from './twilio/simulator.js';

const BODY_LIMIT = 1_048_576;

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0, the default of each, is any free port. */
  ports?: { page?: number; drift?: number; twilio?: number };
  drift?: DriftOptions;
  twilio?: TwilioOptions;
  /** Textback's PUBLIC_URL; webhooks go to its /webhooks/drift and /webhooks/twilio/inbound. */
  webhookUrl?: string;
  /** For the page only. */
  textback?: TextbackInfo;
  /** Index of the first visitor's number; default 0. An earlier start on the same data must not have given those from here on. */
  firstVisitor?: number;
}

export interface Sandbox {
  pageUrl: string;
  driftUrl: string;
  twilioUrl: string;
  drift: DriftSimulator;
  twilio: TwilioSimulator;
  setWebhookUrl(url: string | null): void;
  setTextback(textback: TextbackInfo | null): void;
  /** Stops the servers and drops deliveries under way. */
  close(): Promise<void>;
}

/**
 * Starts a simulated Drift, a simulated Twilio and the page, each on a port of its own. All state is in the returned
 * objects, so that several may run in one process. Rejects with Node's EADDRINUSE error for a port that is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const urls = { page: '', drift: '', twilio: '' };
  let webhookUrl = options.webhookUrl ?? null;
  let textback = options.textback ?? null;
  const drift = new DriftSimulator(options.drift ?? {}, () => webhookUrl);
  const twilio = new TwilioSimulator(
    options.twilio ?? {},
    () => webhookUrl,
    () => urls.twilio,
  );

  const servers: FastifyInstance[] = [];
  const close = async () => {
    await Promise.all([drift.tasks.abandon(), twilio.tasks.abandon()]);
    twilio.scheduled.clear();
    await Promise.all(servers.map((server) => server.close()));
  };
  const listen = async (server: FastifyInstance, port = 0) => {
    servers.push(server);
    return server.listen({ host, port });
  };

  try {
    urls.drift = await listen(await driftServer(drift, host), options.ports?.drift);
    urls.twilio = await listen(await twilioServer(twilio, host), options.ports?.twilio);
    const info = { drift, twilio, textback: () => textback, urls, firstVisitor: options.firstVisitor ?? 0 };
    urls.page = await listen(await pageServer(info, host), options.ports?.page);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pageUrl: urls.page,
    driftUrl: urls.drift,
    twilioUrl: urls.twilio,
    drift,
    twilio,
    setWebhookUrl: (url) => {
      webhookUrl = url;
    },
    setTextback: (given) => {
      textback = given;
    },
    close,
  };
}

function newServer(host: string): FastifyInstance {
  const server = unguardedServer();
  ownPagesOnly(server, host);
  return server;
}

function unguardedServer(): FastifyInstance {
  return Fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT, exposeHeadRoutes: false });
}

async function driftServer(drift: DriftSimulator, host: string): Promise<FastifyInstance> {
  const server = newServer(host);
  await server.register(
    scope((app) => driftControl(app, drift)),
    { prefix: '/_sandbox' },
  );
  await server.register(scope((app) => driftApi(app, drift)));
  return server;
}

async function twilioServer(twilio: TwilioSimulator, host: string): Promise<FastifyInstance> {
  const server = newServer(host);
  await server.register(
    scope((app) => twilioControl(app, twilio)),
    { prefix: '/_sandbox' },
  );
  await server.register(scope((app) => twilioApi(app, twilio)));
  return server;
}

/**
 * The page has both control APIs on its own origin. Its own part is loaded when it is first looked at: tests start many
 * sandboxes and open no page.
 */
async function pageServer(info: SandboxInfo, host: string): Promise<FastifyInstance> {
  const server = newServer(host);
  await server.register(
    scope((app) => driftControl(app, info.drift)),
    { prefix: '/drift' },
  );
  await server.register(
    scope((app) => twilioControl(app, info.twilio)),
    { prefix: '/twilio' },
  );
  let page: Promise<FastifyInstance> | null = null;
  server.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      page ??= loadPage(info).catch((error: unknown) => {
        page = null;
        throw error;
      });
      const loaded = await page;
      reply.hijack();
      loaded.routing(request.raw, reply.raw);
    },
  });
  server.addHook('onClose', async () => {
    await (await page)?.close();
  });
  return server;
}

async function loadPage(info: SandboxInfo): Promise<FastifyInstance> {
  const { pageRoutes } = await import('./page/server.js');
  const page = unguardedServer(); // what it gets has passed the guard of the page's server
  await page.register(pageRoutes, info);
  await page.ready();
  return page;
}

/** A plugin with parsers, hooks and error handling of its own. */
function scope(routes: (app: FastifyInstance) => void): FastifyPluginCallback {
  return (app, _options, done) => {
    routes(app);
    done();
  };
}
