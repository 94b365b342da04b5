import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Silences Temporal's runtime for commands that report replay results themselves. Call it once per process, before any use. */
export function quietRuntime(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
}
