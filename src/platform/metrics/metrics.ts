import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { metricTable } from './metric-table.js';
import type { MetricSpec } from './spec.js';

export { metricTable } from './metric-table.js';

export type MetricName = keyof typeof metricTable;
type Named<K extends string> = {
  [N in MetricName]: (typeof metricTable)[N]['kind'] extends K ? N : never;
}[MetricName];
export type GaugeName = Named<'gauge'>;
export type Labels = Readonly<Record<string, string>>;

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics of one process. No label ever carries personal data or an ID. */
export class Metrics {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  /** `operatorCodes`: error codes that an operator has to act on, each a value of the label `code`. */
  constructor(operatorCodes: readonly string[] = []) {
    for (const [name, metric] of Object.entries<MetricSpec>(metricTable)) {
      const options = {
        name,
        help: metric.help,
        labelNames: [...metric.labels],
        registers: [this.registry],
      };
      switch (metric.kind) {
        case 'counter': {
          const counter = new Counter(options);
          for (const labels of startsOf(metric, operatorCodes)) counter.inc(labels, 0);
          this.#counters.set(name, counter);
          break;
        }
        case 'gauge': {
          const gauge = new Gauge(options);
          this.#gauges.set(name, gauge);
          clear(gauge, metric); // a 0 that nobody has measured is no measurement
          break;
        }
        case 'histogram':
          this.#histograms.set(
            name,
            new Histogram({ ...options, buckets: [...(metric.buckets ?? BUCKETS)] }),
          );
      }
    }
  }

  count(name: Named<'counter'>, labels: Labels = {}): void {
    this.#counters.get(name)?.inc(labels);
  }

  set(name: GaugeName, value: number, labels: Labels = {}): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  /** The gauge could not be measured: it shows nothing rather than what was true once. */
  unset(name: GaugeName): void {
    const gauge = this.#gauges.get(name);
    if (gauge !== undefined) clear(gauge, metricTable[name]);
  }

  observe(name: Named<'histogram'>, seconds: number, labels: Labels = {}): void {
    this.#histograms.get(name)?.observe(labels, seconds);
  }

  /** The time from then until now. `since`: milliseconds since the epoch; by so much as this process's clock is wrong it is off. */
  observeSince(name: Named<'histogram'>, since: number, labels: Labels = {}): void {
    this.observe(name, Math.max(0, Date.now() - since) / 1_000, labels);
  }
}

const startsOf = (
  { starts = [], startsPerOperatorCode = [] }: MetricSpec,
  operatorCodes: readonly string[],
): Labels[] => [
  ...starts,
  ...startsPerOperatorCode.flatMap((labels) => operatorCodes.map((code) => ({ ...labels, code }))),
];

function clear(gauge: Gauge, { labels }: MetricSpec): void {
  gauge.reset();
  if (labels.length === 0) gauge.remove(); // its one series is back, at 0
}
