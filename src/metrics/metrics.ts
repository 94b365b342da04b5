import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric of our own: name, kind, help, labels. One table, shared with docs/operating.md (a test holds them together). */
export const metricTable = {
  textback_webhooks_total: {
    kind: 'counter',
    help: 'Webhooks by source and result (stored, duplicate, or an error code).',
    labels: ['source', 'result'],
  },
  textback_webhook_ack_seconds: {
    kind: 'histogram',
    help: 'Time from a webhook to its durable acknowledgement.',
    labels: ['source'],
  },
  textback_inbox_waiting: { kind: 'gauge', help: 'Events not yet handed to their workflow.', labels: [] },
  textback_inbox_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest event not yet handed over.',
    labels: [],
  },
  textback_held_events: {
    kind: 'gauge',
    help: 'Events that could not be placed and wait for the operator.',
    labels: [],
  },
  textback_dispatched_total: {
    kind: 'counter',
    help: 'Events settled by the dispatcher, by outcome.',
    labels: ['outcome'],
  },
  textback_dispatch_failures_total: {
    kind: 'counter',
    help: 'Hand-overs that failed and are tried again.',
    labels: [],
  },
  textback_sends_total: {
    kind: 'counter',
    help: 'Send attempts by medium and result.',
    labels: ['medium', 'result'],
  },
  textback_status_checks_total: {
    kind: 'counter',
    help: 'Texts without a last word that Twilio was asked for, by result (news, no_news, or what went wrong).',
    labels: ['result'],
  },
  textback_limiter_wait_seconds: {
    kind: 'histogram',
    help: 'Time that calls waited for the rate limit.',
    labels: ['vendor'],
  },
  textback_limiter_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest call to Drift that waits for the rate limit, in Temporal or in a worker.',
    labels: [],
  },
  textback_parked_sends: {
    kind: 'gauge',
    help: 'Sends of which nobody can say whether they went out.',
    labels: [],
  },
  textback_credentials_refused: {
    kind: 'gauge',
    help: '1 while the vendor refuses our credentials; calls to it stop.',
    labels: ['vendor'],
  },
  textback_breaker_open: {
    kind: 'gauge',
    help: '1 while calls to the vendor are held back.',
    labels: ['vendor'],
  },
} as const;

export type MetricName = keyof typeof metricTable;
type Named<K extends string> = {
  [N in MetricName]: (typeof metricTable)[N]['kind'] extends K ? N : never;
}[MetricName];

/** The metrics of one process. No label ever carries personal data or an ID. */
export class Metrics {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    for (const [name, { kind, help, labels }] of Object.entries(metricTable)) {
      const options = { name, help, labelNames: [...labels], registers: [this.registry] };
      if (kind === 'counter') this.#counters.set(name, new Counter(options));
      else if (kind === 'gauge') this.#gauges.set(name, new Gauge(options));
      else {
        const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
        this.#histograms.set(name, new Histogram({ ...options, buckets }));
      }
    }
  }

  count(name: Named<'counter'>, labels: Readonly<Record<string, string>> = {}): void {
    this.#counters.get(name)?.inc(labels);
  }

  set(name: Named<'gauge'>, value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  observe(name: Named<'histogram'>, seconds: number, labels: Readonly<Record<string, string>> = {}): void {
    this.#histograms.get(name)?.observe(labels, seconds);
  }
}
