import { z } from 'zod';
import { integer, port } from '../formats.js';
import { plain, secret, text, variable } from './variable.js';

/** Operation. */
export const processVariables = {
  ADMIN_TOKEN: secret('Token for the admin endpoints and the console. Unset: they are off.'),
  SANDBOX_PORT: variable({
    about: "Port of the sandbox's page; its Drift and Twilio listen on the two ports after it.",
    shouldBe: 'a port number from 1 to 65533',
    default: '4000',
    schema: integer(1, 65_533),
  }),
  WORKER_PORT: variable({
    about: "Port of a worker process's own health and metrics endpoints. Unset: none.",
    shouldBe: 'a port number from 0 to 65535',
    schema: port,
  }),
  TEMPORAL_METRICS_PORT: variable({
    about:
      "Port on which a worker process shows the metrics of Temporal's SDK, at /metrics, under the same address as its own. Unset: none.",
    shouldBe: 'a port number from 1 to 65535',
    schema: integer(1, 65_535),
  }),
  WORKFLOW_BUNDLE: plain(
    'Prebuilt workflow bundle (npm run build makes one). Unset: bundled at start.',
    'a file',
  ),
  WORKER_DEPLOYMENT: variable({
    about:
      "Name of the Worker Deployment that the workers belong to: turns on Temporal's Worker Versioning. Unset: off.",
    shouldBe: 'letters, digits, dashes and underscores, at most 60',
    schema: text.regex(/^[\w-]{1,60}$/),
  }),
  WORKER_BUILD_ID: variable({
    about:
      'What tells this build from others under Worker Versioning. Unset: the version and a hash of the workflow code.',
    shouldBe: 'letters, digits, dots, dashes and underscores, at most 60',
    schema: text.regex(/^[\w.-]{1,60}$/),
  }),
  LOG_LEVEL: variable({
    about: 'Least important log lines that are written.',
    shouldBe: 'fatal, error, warn, info, debug or silent',
    default: 'info',
    schema: z.string().regex(/^(fatal|error|warn|info|debug|silent)$/),
  }),
} as const;
