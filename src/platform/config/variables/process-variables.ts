import { z } from 'zod';
import { integer, port } from '../formats.js';
import { SANDBOX_ADMIN_TOKEN } from '../sandbox-credentials.js';
import { secret, text, variable } from './variable.js';

/** Opens the admin endpoints and the console; null: both are off. */
export const adminToken = variable({
  name: 'ADMIN_TOKEN',
  group: 'to set',
  about: 'Token for the admin endpoints and the console. Unset: both are off.',
  sandbox: SANDBOX_ADMIN_TOKEN,
  published: SANDBOX_ADMIN_TOKEN,
  ...secret,
  shouldBe:
    'at least 32 characters without spaces, such as `openssl rand -hex 32` prints (fewer only in a sandbox)',
  inLiveMode: (token) => /^.{32,}$/u.test(token),
});

/** Makes a process a sandbox. What it means where it is unset, and what it may stand beside: ../mode.ts. */
export const sandbox = variable({
  name: 'SANDBOX',
  group: 'rarely',
  about:
    'on: simulated vendors and published keys; refused beside a real key, an https PUBLIC_URL or a database that was live. ' +
    'Unset: live, except that `npm start` with nothing real configured is a sandbox.',
  shouldBe: 'on or off',
  inCompose: 'With docker compose: deploy/sandbox.env sets it.',
  inSupportBundle: 'value',
  schema: z.enum(['on', 'off']).transform((text) => text === 'on'),
});

export const sandboxPort = variable({
  name: 'SANDBOX_PORT',
  group: 'rarely',
  about: "Port of the sandbox's page; its Drift and Twilio use the next two ports.",
  shouldBe: 'a port number from 1 to 65533',
  default: '4000',
  inCompose: 'Unused with docker compose, whose sandbox is at 4000.',
  inSupportBundle: 'value',
  schema: integer(1, 65_533),
});

export const worker = {
  port: variable({
    name: 'WORKER_PORT',
    group: 'rarely',
    about: "Port of a worker process's own health and metrics endpoints. Unset: none.",
    shouldBe: 'a port number from 0 to 65535',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: port,
  }),
  /** Where the metrics of Temporal's SDK are shown; null: nowhere. */
  temporalMetricsPort: variable({
    name: 'TEMPORAL_METRICS_PORT',
    group: 'rarely',
    about:
      "Port on which a worker process serves the metrics of Temporal's SDK at /metrics, on the same address as its own. Unset: none.",
    shouldBe: 'a port number from 1 to 65535',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: integer(1, 65_535),
  }),
  workflowBundle: variable({
    name: 'WORKFLOW_BUNDLE',
    group: 'rarely',
    about: 'Prebuilt workflow bundle (npm run build creates one). Unset: bundled at start.',
    shouldBe: 'a file',
    inCompose: 'The Dockerfile sets it itself.',
    schema: text,
  }),
  /** Of Temporal's Worker Versioning; null: off. */
  deployment: variable({
    name: 'WORKER_DEPLOYMENT',
    group: 'rarely',
    about: "Name of the workers' Worker Deployment; turns on Temporal's Worker Versioning. Unset: off.",
    shouldBe: 'letters, digits, dashes and underscores, at most 60',
    schema: text.regex(/^[\w-]{1,60}$/),
  }),
  /** Null: made from the version and the workflow code. */
  buildId: variable({
    name: 'WORKER_BUILD_ID',
    group: 'rarely',
    about: 'Name of this build under Worker Versioning. Unset: the version and a hash of the workflow code.',
    shouldBe: 'letters, digits, dots, dashes and underscores, at most 60',
    schema: text.regex(/^[\w.-]{1,60}$/),
  }),
};

export const logLevel = variable({
  name: 'LOG_LEVEL',
  group: 'rarely',
  about: 'Lowest log level that is written.',
  shouldBe: 'fatal, error, warn, info, debug or silent',
  default: 'info',
  inSupportBundle: 'value',
  schema: z.string().regex(/^(fatal|error|warn|info|debug|silent)$/),
});
