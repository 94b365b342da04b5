import type { VariableName } from '../../src/platform/config/variables.js';
import { freePort } from '../../src/local/ports.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { startSandbox, type DriftOptions, type Sandbox, type TwilioOptions } from '../../sandbox/sandbox.js';
import type { Supervised } from '../../test/chaos/supervisor.js';
import type { Stage, Temporal } from './stage.js';

export type Settings = Partial<Record<VariableName, string>>;

/** Both checks of Drift's webhooks are on, the token and the signature; nothing else differs from the defaults. */
const settings: Settings = {
  DRIFT_SIGNING_SECRET: sandboxCredentials.drift.signingSecret,
  QUIET_HOURS: 'off', // or the hour of the day decides
  TEXT_COUNTRIES: 'all',
  FIRST_TEXTS_PER_NUMBER: 'off',
  FIRST_TEXTS_PER_HOUR: 'off',
};

/** `npm run gateway` as a process of its own. */
export async function startGateway(stage: Stage, databaseUrl: string): Promise<{ readonly url: string }> {
  const port = String(await freePort());
  await stage.startNode({
    name: 'gateway',
    program: 'src/web/gateway/main.ts',
    env: { ...settings, DATABASE_URL: databaseUrl, PORT: port },
    readyLine: 'gateway listens',
  });
  return { url: `http://127.0.0.1:${port}` };
}

/** `npm run worker` as a process of its own. `options`: Node's own. */
export function startWorker(
  stage: Stage,
  own: Settings,
  options: readonly string[] = [],
): Promise<Supervised> {
  return stage.startNode({
    name: 'worker',
    program: 'src/worker/main.ts',
    env: { ...settings, ...own },
    readyLine: 'worker polls',
    options,
  });
}

/** All of Textback: the servers, the gateway and the vendors; the worker where it is asked for. */
export interface RunningTextback {
  readonly databaseUrl: string;
  readonly temporal: Temporal;
  /** Its vendors answer; its webhooks go nowhere until they are told where to. */
  readonly sandbox: Sandbox;
  readonly gatewayUrl: string;
  /** Starts a worker on all of this; `options`: Node's own. */
  readonly startWorker: (settings: Settings, options?: readonly string[]) => Promise<Supervised>;
}

export async function startTextback(
  stage: Stage,
  drift: DriftOptions = {},
  twilio: TwilioOptions = {},
): Promise<RunningTextback> {
  const [databaseUrl, temporal, bundle] = await allOf(
    stage.startPostgres(),
    stage.startTemporal(),
    stage.bundleWorkflows(),
  );
  const sandbox = await startSandbox({ drift: { hmac: true, ...drift }, twilio });
  stage.keep(() => sandbox.close());
  const { url: gatewayUrl } = await startGateway(stage, databaseUrl);
  const where: Settings = {
    DATABASE_URL: databaseUrl,
    SANDBOX: 'on',
    TEMPORAL_ADDRESS: temporal.address,
    WORKFLOW_BUNDLE: bundle,
    PUBLIC_URL: gatewayUrl,
    DRIFT_API_URL: sandbox.driftUrl,
    TWILIO_API_URL: sandbox.twilioUrl,
  };
  const startWorkerHere = (own: Settings, options?: readonly string[]) =>
    startWorker(stage, { ...where, ...own }, options);
  return { databaseUrl, temporal, sandbox, gatewayUrl, startWorker: startWorkerHere };
}

/** As Promise.all, but none is still on its way when it rejects. */
async function allOf<A, B, C>(a: Promise<A>, b: Promise<B>, c: Promise<C>): Promise<[A, B, C]> {
  await Promise.allSettled([a, b, c]);
  return [await a, await b, await c];
}
