import { z } from 'zod';
import { integer, port } from '../formats.js';
import { variable, plain, secret } from './variable.js';

/** Operation. */
export const processVariables = {
  ADMIN_TOKEN: secret('Token for the admin endpoints. Unset: they are off.'),
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
  WORKFLOW_BUNDLE: plain(
    'Prebuilt workflow bundle (npm run build makes one). Unset: bundled at start.',
    'a file',
  ),
  LOG_LEVEL: variable({
    about: 'Least important log lines that are written.',
    shouldBe: 'fatal, error, warn, info, debug or silent',
    default: 'info',
    schema: z.string().regex(/^(fatal|error|warn|info|debug|silent)$/),
  }),
} as const;
