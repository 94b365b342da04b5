import { Runtime, type Logger as TemporalLogger, type LogLevel, type LogMetadata } from '@temporalio/worker';
import { maskDigits, type Logger } from '../logging/logger.js';

let installed = false;

/** Temporal's runtime, once per process: its log lines go through ours, and signals are left to us. */
export function installRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: new PinoLogger(log), shutdownSignals: [] });
}

/** Lines of the SDK and of workflows, without stack traces of vendors' errors in full. */
class PinoLogger implements TemporalLogger {
  readonly #log: Logger;
  constructor(log: Logger) {
    this.#log = log;
  }

  log(level: LogLevel, message: string, meta: LogMetadata = {}): void {
    const { error, sdkComponent, workflowId, runId, activityType, activityId, attempt, cause } =
      meta as Record<string, unknown>;
    const facts = {
      sdkComponent,
      workflowId,
      runId,
      activityType,
      activityId,
      attempt,
      cause: typeof cause === 'string' ? maskDigits(cause) : undefined,
    };
    const line = error === undefined ? facts : { ...facts, err: error };
    // Our vendor queues have no workflows on purpose.
    const expected = message.startsWith('No workflows registered');
    this.#log[expected ? 'debug' : LEVELS[level]](line, maskDigits(message));
  }

  trace(message: string, meta?: LogMetadata): void {
    this.log('TRACE', message, meta);
  }
  debug(message: string, meta?: LogMetadata): void {
    this.log('DEBUG', message, meta);
  }
  info(message: string, meta?: LogMetadata): void {
    this.log('INFO', message, meta);
  }
  warn(message: string, meta?: LogMetadata): void {
    this.log('WARN', message, meta);
  }
  error(message: string, meta?: LogMetadata): void {
    this.log('ERROR', message, meta);
  }
}

// The SDK's "info" is about itself (worker state, pollers): ours is about conversations.
const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
