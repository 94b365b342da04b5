import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../logging/logger.js';
import { errorCode } from './error-code.js';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];
/** `ExportResultCode.SUCCESS` of OpenTelemetry's core package, which this one does not depend on. */
const SUCCESS: number = 0;

/** Says once that the collector does not take spans, and once that it takes them again, however many are lost between. */
export class ReportingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Logger;
  /** Whether the last batch was not taken, which was said then. */
  isFailing = false;

  constructor(exporter: SpanExporter, log: Logger) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    this.#exporter.export(spans, (result) => {
      this.#report(result);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #report({ code, error }: Result): void {
    const outcome: number = code;
    if (outcome === SUCCESS) {
      if (this.isFailing) this.#log.info('the collector accepts traces again');
      this.isFailing = false;
      return;
    }
    if (this.isFailing) return;
    this.isFailing = true;
    this.#log.warn(
      { code: 'traces_not_sent', cause: errorCode(error) },
      'the collector does not accept traces: they are lost until it does; everything else continues',
    );
  }
}
