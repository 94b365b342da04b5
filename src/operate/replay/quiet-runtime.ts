import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Temporal's runtime for a command that reports by itself what replays and what does not. Once per process, before any use. */
export function quietRuntime(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
}
