import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VariableName } from '../../src/platform/config/variables.js';
import { migrate } from '../../src/platform/db/migrate.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { freePort } from '../../src/local/ports.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { Balancer } from './balancer.js';
import { build } from './build.js';
import { Link } from './link.js';
import type { ChaosOptions } from './options.js';
import { links as linkNames, type LinkName, type ProcessName } from './schedule.js';
import { keepPostgres, keepTemporal, type Server } from './servers.js';
import { Supervised } from './supervisor.js';

export const FOLLOW_UP_DELAY_MS = 6_000;
export const REORDER_WINDOW_MS = 2_000;
export const ADMIN_TOKEN = 'chaos-admin-token';
export const followUpName = (body: string): string | null =>
  /^Hi (\S+), Acme saw your chat\./.exec(body)?.[1] ?? null;
/** Some visitors have three chats, each of a contact of its own. So many first texts in an hour never go out: the day is not to wait for the next hour. */
export const CAPS = { perNumber: 2, perHour: 100_000 };
/** The cap alone would stop the third chat with a phone, which is to find no free number where that guard is tried. */
const hasCaps = ({ without }: ChaosOptions): boolean => without !== 'caps' && without !== 'takeover';
/** What the Drift token allows in a second; the sandbox counts. */
const DRIFT_RATE_LIMIT = 60;
export const CLOCK_OFF_MS = 20_000;
const CLOCK_STEP_MS: Partial<Record<ProcessName, number>> = { 'worker-1': 90_000, 'worker-2': -90_000 };

const mains = { gateway: 'src/web/gateway/main.js', worker: 'src/worker/main.js' } as const;

/** All of Textback as processes, the vendors, and what stands between them. */
export interface System {
  readonly sandbox: Sandbox;
  readonly links: Readonly<Record<LinkName, Link>>;
  readonly processes: Readonly<Record<ProcessName, Supervised>>;
  readonly postgres: Server;
  readonly temporal: Server;
  /** Without a link in between: for the end of the run. */
  readonly gatewayUrls: readonly string[];
  /** The numbers that Textback texts from. */
  readonly ourNumbers: readonly string[];
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  stop(): Promise<void>;
}

/** Starts everything; whatever has been started is stopped when something cannot be. */
export async function startSystem(options: ChaosOptions, say: (line: string) => void): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-chaos-'));
  await chmod(folder, 0o755); // PostgreSQL may run as another user
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    const failed: unknown[] = [];
    for (const one of stops.splice(0).reverse()) await one().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, 'not everything could be stopped');
  };
  try {
    return await startIn(folder, options, say, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startIn(
  folder: string,
  options: ChaosOptions,
  say: (line: string) => void,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<System> {
  const ports = { postgres: await freePort(), temporal: await freePort() };
  const gatewayPorts = [await freePort(), await freePort()] as const;
  say('building, starting PostgreSQL and Temporal');
  const data = join(folder, 'data');
  await mkdir(data);
  const [built, postgres, temporal] = await allOf(
    build(join(folder, 'build'), options.without),
    keepPostgres(data, ports.postgres).then((started) => {
      stops.push(() => started.server.stop());
      return started;
    }),
    keepTemporal(data, ports.temporal).then((started) => {
      stops.push(() => started.stop());
      return started;
    }),
  );
  await migrate(postgres.url);
  // One number more than texts may go to a phone, so that the cap stands alone in the way; where takeovers are tried there must be too few.
  const numbers = [
    ...sandboxCredentials.twilio.numbers,
    ...(options.without === 'takeover' ? [] : ['+12025550125']),
  ];
  const sandbox = await startSandbox({
    drift: { rateLimit: DRIFT_RATE_LIMIT, retryBaseMs: 250, maxRetries: 9, timeoutMs: 4_000 },
    twilio: { numbers, inbound: { overrides: 'rc=5&rp=all&ct=2000&rt=2500&tt=15000' } },
  });
  stops.push(() => sandbox.close());

  const portOf = (url: string) => Number(new URL(url).port);
  const targets: Record<LinkName, number> = {
    'webhooks-1': gatewayPorts[0],
    'webhooks-2': gatewayPorts[1],
    drift: portOf(sandbox.driftUrl),
    twilio: portOf(sandbox.twilioUrl),
    temporal: ports.temporal,
    'worker-postgres': ports.postgres,
    'gateway-postgres': ports.postgres,
  };
  const links = {} as Record<LinkName, Link>;
  for (const name of linkNames) {
    const link = new Link(() => targets[name]);
    links[name] = link;
    await link.listen();
    stops.push(() => link.close());
  }
  const balancer = new Balancer([links['webhooks-1'].port, links['webhooks-2'].port]);
  const publicUrl = await balancer.listen();
  stops.push(() => balancer.close());
  sandbox.setWebhookUrl(publicUrl);

  const through = (link: LinkName, url: string) => {
    const changed = new URL(url);
    changed.port = String(links[link].port);
    return changed.href;
  };
  const settings: Partial<Record<VariableName, string>> = {
    PUBLIC_URL: publicUrl,
    SANDBOX: 'on',
    TEMPORAL_ADDRESS: `127.0.0.1:${links.temporal.port}`,
    DRIFT_API_URL: through('drift', sandbox.driftUrl),
    TWILIO_API_URL: through('twilio', sandbox.twilioUrl),
    DRIFT_RATE_LIMIT: String(DRIFT_RATE_LIMIT),
    WORKFLOW_BUNDLE: built.workflowBundle,
    FOLLOW_UP_DELAY: `${FOLLOW_UP_DELAY_MS / 1_000}s`,
    FOLLOW_UP_TEMPLATE: 'Hi {name}, {business} saw your chat. Reply STOP to opt out.',
    BUSINESS_NAME: 'Acme',
    BOT_MESSAGES: 'on', // so that only the echo guard stands between our posts and the phone
    QUIET_HOURS: 'off', // or the hour of the day decides
    TWILIO_FROM_NUMBERS: numbers.join(),
    TEXT_COUNTRIES: 'all',
    FIRST_TEXTS_PER_NUMBER: hasCaps(options) ? String(CAPS.perNumber) : 'off',
    FIRST_TEXTS_PER_HOUR: String(CAPS.perHour),
    VISITOR_TEXTS: options.without === 'private-texts' ? 'chat' : 'note',
    RECONCILE_WINDOW: '4s',
    SENDER_RATE: '1000',
    REORDER_WINDOW: options.without === 'ordering' ? '0s' : `${REORDER_WINDOW_MS / 1_000}s`,
    ADMIN_TOKEN,
  };
  const logs = options.logDir ?? join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const preload = pathToFileURL(join(built.folder, 'test/chaos/preload.js')).href;
  const supervise = (name: ProcessName, own: Partial<Record<VariableName, string>>) => {
    const what = name.startsWith('gateway') ? 'gateway' : 'worker';
    const started = new Supervised({
      name,
      args: ['--import', preload, join(built.folder, mains[what])],
      env: {
        ...settings,
        ...own,
        CHAOS_CLOCK_STEP_MS: String(CLOCK_STEP_MS[name] ?? 0),
        CHAOS_CLOCK_OFF_MS: String(CLOCK_OFF_MS),
      },
      readyLine: what === 'gateway' ? 'gateway listens' : 'worker polls',
      logFile: join(logs, `${name}.log`),
    });
    stops.push(() => started.stop());
    return started;
  };
  const gatewayDb = { DATABASE_URL: through('gateway-postgres', postgres.url) };
  const workerDb = { DATABASE_URL: through('worker-postgres', postgres.url) };
  const processes: Record<ProcessName, Supervised> = {
    'gateway-1': supervise('gateway-1', { PORT: String(gatewayPorts[0]), ...gatewayDb }),
    'gateway-2': supervise('gateway-2', { PORT: String(gatewayPorts[1]), ...gatewayDb }),
    'worker-1': supervise('worker-1', workerDb),
    'worker-2': supervise('worker-2', workerDb),
  };
  say('starting two gateways and two workers');
  await Promise.all(Object.values(processes).map((one) => one.start()));
  return {
    sandbox,
    links,
    processes,
    postgres: postgres.server,
    temporal,
    gatewayUrls: gatewayPorts.map((port) => `http://127.0.0.1:${port}`),
    ourNumbers: numbers,
    databaseUrl: postgres.url,
    temporalAddress: `127.0.0.1:${ports.temporal}`,
    stop,
  };
}

/** As Promise.all, but none is still on its way when it rejects. */
async function allOf<A, B, C>(a: Promise<A>, b: Promise<B>, c: Promise<C>): Promise<[A, B, C]> {
  await Promise.allSettled([a, b, c]);
  return [await a, await b, await c];
}
