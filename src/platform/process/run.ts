import closeWithGrace from 'close-with-grace';
import { ConfigError } from '../config/read.js';
import type { Logger } from '../logging/logger.js';

export interface Service {
  /** Rejects when the service can no longer do its work. */
  readonly failed?: Promise<never>;
  close(): Promise<void>;
}

/** Longer than a worker's own grace time, shorter than the half minute that orchestrators give. */
const GRACE_MS = 28_000;

/**
 * Runs a service as a process of its own: starts it, stops it in order on SIGTERM and SIGINT, and ends the process with 1
 * and one clear message when it cannot start or can no longer work.
 */
export async function runService(log: Logger, start: () => Promise<Service>): Promise<void> {
  let service: Service;
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exitCode = 1;
    // Libraries may hold the process open; there is nothing left to wait for.
    process.exit();
  }
  const onTimeout = (ms: number) =>
    log.error({ ms }, 'the process did not stop in time and exits now; others take over its work');
  const closing = closeWithGrace({ delay: GRACE_MS, logger: false, onTimeout }, async ({ err }) => {
    if (err) log.fatal({ err }, 'the process exits because of a bug');
    await service.close();
  });
  service.failed?.catch(() => {
    process.exitCode = 1;
    closing.close();
  });
}

/** What a person who started the process needs to know; a stack trace only for what is our own defect. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE')
    return `Port ${'port' in error ? String(error.port) : ''} is taken by another program; set the variable that says so (PORT, ADMIN_PORT) to a free one.`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return `Cannot connect: ${error.message}. Check DATABASE_URL and TEMPORAL_ADDRESS.`;
  return code === '' ? (error.stack ?? error.message) : error.message;
}
