import type { TracingConfig } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import { noTracing, type Tracing } from './tracing.js';

/** `part`: which of Textback's parts the spans come from. Nothing of OpenTelemetry is loaded where no collector is configured. */
export async function startTracing(
  config: TracingConfig,
  part: 'gateway' | 'worker',
  log: Logger,
): Promise<Tracing> {
  if (config.endpoint === null) return noTracing;
  const { startOtel } = await import('./otel.js');
  return startOtel({ ...config, endpoint: config.endpoint }, part, log);
}
