import { lookup } from 'node:dns/promises';
import {
  Runtime,
  type Logger as TemporalLogger,
  type LogLevel,
  type LogMetadata,
  type TelemetryOptions,
} from '@temporalio/worker';
import type { Config } from '../platform/config/config.js';
import { ConfigError } from '../platform/config/read.js';
import { maskDigits, type Logger } from '../platform/logging/logger.js';

let installing: Promise<void> | undefined;

/**
 * Temporal's runtime, once per process: its log lines go through ours, and signals are left to us. Its metrics are shown where
 * TEMPORAL_METRICS_PORT says so.
 * @throws ConfigError where that port cannot be listened on.
 */
export function installRuntime(log: Logger, config: Pick<Config, 'server' | 'worker'>): Promise<void> {
  installing ??= install(log, config);
  return installing;
}

async function install(log: Logger, config: Pick<Config, 'server' | 'worker'>): Promise<void> {
  const telemetryOptions = await metricsOf(config);
  try {
    Runtime.install({ logger: new PinoLogger(log), shutdownSignals: [], telemetryOptions });
  } catch (error) {
    const port = config.worker.temporalMetricsPort;
    if (port === null) throw error;
    throw new ConfigError([
      `TEMPORAL_METRICS_PORT is "${port}": should be a free port (${(error as Error).message})`,
    ]);
  }
}

/** Names and units by Prometheus' rules; the SDK's labels are names of queues, workflows and activities. */
async function metricsOf({ server, worker }: Pick<Config, 'server' | 'worker'>): Promise<TelemetryOptions> {
  if (worker.temporalMetricsPort === null) return {};
  const { address, family } = await lookup(server.host); // the SDK takes no host names
  const host = family === 6 ? `[${address}]` : address;
  return {
    metrics: {
      prometheus: {
        bindAddress: `${host}:${worker.temporalMetricsPort}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
    },
  };
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
