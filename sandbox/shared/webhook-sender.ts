import { httpPost } from './http-post.js';
import type { PostOutcome } from './http-post.js';
import type { Ledger, WebhookEntry } from './ledger.js';
import { preciseNow } from './ledger.js';
import { seededRandom, shuffled } from './seeded-random.js';
import type { Tasks } from './tasks.js';
import { sleep } from './tasks.js';

/** How events travel, whichever vendor sends them. Nothing is ever dropped. */
export interface DeliveryKnobs {
  /** Wait before the first try of every event. */
  delayMs: number;
  /** Extra deliveries of each event. */
  duplicates: number;
  /** `concurrent`: all copies at once; `sequential`: a copy goes when the one before it has ended. */
  duplicateMode: 'concurrent' | 'sequential';
  /** Holds events for this long, then sends them in random order; 0 for off. */
  reorderWindowMs: number;
  reorderSeed: number;
}

/** How one delivery is tried; vendors differ. */
export interface AttemptPlan {
  connectTimeoutMs: number;
  timeoutMs: number;
  connectTo: string | null;
  /** Milliseconds until the next try, or null to give up. `tries` counts those made, `elapsedMs` runs from the first. */
  retryIn(outcome: PostOutcome, tries: number, elapsedMs: number): number | null;
}

export interface OutgoingEvent {
  type: string;
  /** Null while Textback's address is unknown: the event is kept and can be redelivered. */
  url: () => string | null;
  /** The body that the ledger shows. */
  body: unknown;
  /** Headers and body for this URL; called anew for each delivery, so that it must give the same body each time. */
  render: (url: string) => { headers: Record<string, string>; body: string };
  /** Called with the last outcome of each delivery; with null when there was no address to send it to. */
  onOutcome?: (outcome: PostOutcome | null) => void;
}

export class WebhookSender {
  readonly #ledger: Ledger;
  readonly #tasks: Tasks;
  readonly #knobs: () => DeliveryKnobs;
  readonly #plan: (url: string) => AttemptPlan;
  #events = new Map<number, OutgoingEvent>();
  #deliveries = new Map<number, number>();
  #held: (() => void)[] = [];
  #release: (() => void) | null = null;
  #shuffles = 0;

  constructor(ledger: Ledger, tasks: Tasks, knobs: () => DeliveryKnobs, plan: (url: string) => AttemptPlan) {
    this.#ledger = ledger;
    this.#tasks = tasks;
    this.#knobs = knobs;
    this.#plan = plan;
  }

  /** Queues an event as the knobs say and returns its ledger entry at once. */
  send(event: OutgoingEvent): WebhookEntry {
    const entry = this.#ledger.append<WebhookEntry>({
      kind: 'webhook',
      type: event.type,
      url: event.url(),
      body: event.body,
      state: 'waiting',
      attempts: [],
    });
    this.#events.set(entry.seq, event);
    const knobs = this.#knobs();
    if (knobs.reorderWindowMs > 0) this.#hold(() => this.#start(entry, event, knobs), knobs);
    else this.#start(entry, event, knobs);
    return entry;
  }

  /** Sends one past event, or all of them, once more; returns how many. */
  redeliver(which: number | 'all'): number {
    const found = which === 'all' ? this.#ledger.webhooks() : [this.#ledger.webhook(which)];
    const chosen = found.filter((entry) => entry !== null);
    for (const entry of chosen) {
      const event = this.#events.get(entry.seq);
      if (event) this.#tasks.start((signal) => this.#deliver(entry, event, signal));
    }
    return chosen.length;
  }

  /** Lets held events go and waits until every delivery, retries included, has ended. */
  async flush(): Promise<void> {
    this.#release?.();
    await this.#tasks.whenIdle();
  }

  forget(): void {
    this.#events.clear();
    this.#deliveries.clear();
    this.#held = [];
    this.#release = null;
  }

  #hold(start: () => void, knobs: DeliveryKnobs): void {
    this.#held.push(start);
    if (this.#release) return;
    this.#tasks.start(async (signal) => {
      const early = new AbortController();
      this.#release = () => early.abort();
      await sleep(knobs.reorderWindowMs, AbortSignal.any([signal, early.signal])).catch(() => undefined);
      signal.throwIfAborted();
      const held = this.#held;
      this.#held = [];
      this.#release = null;
      this.#shuffles += 1;
      for (const go of shuffled(held, seededRandom(knobs.reorderSeed + this.#shuffles))) go();
    });
  }

  #start(entry: WebhookEntry, event: OutgoingEvent, knobs: DeliveryKnobs): void {
    this.#tasks.start(async (signal) => {
      const copies = Array.from(
        { length: knobs.duplicates + 1 },
        () => () => this.#deliver(entry, event, signal),
      );
      if (knobs.delayMs > 0) await sleep(knobs.delayMs, signal);
      if (knobs.duplicateMode === 'concurrent') {
        await Promise.all(copies.map((copy) => copy()));
        return;
      }
      for (const copy of copies) await copy();
    });
  }

  async #deliver(entry: WebhookEntry, event: OutgoingEvent, signal: AbortSignal): Promise<void> {
    const url = event.url();
    entry.url = url;
    if (url === null) {
      this.#set(entry, 'no-url');
      event.onOutcome?.(null);
      return;
    }
    const delivery = (this.#deliveries.get(entry.seq) ?? 0) + 1;
    this.#deliveries.set(entry.seq, delivery);
    this.#set(entry, 'delivering');
    const plan = this.#plan(url);
    const { headers, body } = event.render(url);
    const started = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const at = preciseNow();
      const outcome = await httpPost({ url, headers, body, ...plan, signal });
      signal.throwIfAborted();
      entry.attempts.push({
        delivery,
        attempt,
        at,
        ms: outcome.ms,
        status: outcome.kind === 'answered' ? outcome.status : null,
        error: outcome.kind === 'failed' ? outcome.error : null,
      });
      const wait = plan.retryIn(outcome, attempt, performance.now() - started);
      if (wait === null) {
        this.#set(entry, accepted(outcome) ? 'delivered' : 'gave-up');
        event.onOutcome?.(outcome);
        return;
      }
      this.#ledger.changed();
      await sleep(wait, signal);
    }
  }

  #set(entry: WebhookEntry, state: WebhookEntry['state']): void {
    if (entry.state !== 'delivered') entry.state = state;
    this.#ledger.changed();
  }
}

/** Whether the receiver took the event: any 2xx. */
export function accepted(outcome: PostOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}
