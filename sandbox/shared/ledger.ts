/**
 * The requests that reached a simulated vendor, and their effects: the oracle for tests. Entries are only ever added; a
 * request's answer and a webhook's attempts are filled in on the entry that announced them. Authorization values are
 * never stored.
 */

/** A call of the vendor's API. `status` is null until it is answered, and stays null when no answer was made. */
export interface RequestEntry {
  seq: number;
  /** Arrival, milliseconds since the epoch with a fraction; comparable between entries. */
  at: number;
  kind: 'request';
  method: string;
  path: string;
  query: unknown;
  body: unknown;
  /** The owner of the request's credentials: `org:7007`, `token` or `key`; null if unknown. */
  account: string | null;
  status: number | null;
  /** `lost`: the effect may have happened, yet the caller was given no readable answer. */
  reply: 'pending' | 'sent' | 'lost';
  /** Ids of the fault rules that fired. */
  faults: string[];
}

/** Something that changed in the vendor's world: a message posted, a text accepted, a tag set. */
export interface EffectEntry {
  seq: number;
  at: number;
  kind: 'effect';
  effect: string;
  data: Record<string, unknown>;
}

/** A call that came while the rolling window was full. */
export interface ViolationEntry {
  seq: number;
  at: number;
  kind: 'violation';
  requestSeq: number;
  account: string;
  inWindow: number;
  limit: number;
  windowMs: number;
}

export interface WebhookAttempt {
  /** 1 for the event itself, more for duplicates and redeliveries. */
  delivery: number;
  /** 1 for the first try of this delivery. */
  attempt: number;
  at: number;
  ms: number;
  status: number | null;
  error: string | null;
}

/** An event on its way to Textback. */
export interface WebhookEntry {
  seq: number;
  at: number;
  kind: 'webhook';
  type: string;
  url: string | null;
  body: unknown;
  state: 'waiting' | 'delivering' | 'delivered' | 'gave-up' | 'no-url';
  attempts: WebhookAttempt[];
}

export type LedgerEntry = RequestEntry | EffectEntry | ViolationEntry | WebhookEntry;
type Draft<E> = E extends LedgerEntry ? Omit<E, 'seq' | 'at'> & { at?: number } : never;

/** Milliseconds since the epoch from the monotonic clock, so that a clock step cannot reorder entries. */
export function preciseNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
}

export class Ledger {
  #entries: LedgerEntry[] = [];
  #lastSeq = 0;
  #listeners = new Set<() => void>();

  append<E extends LedgerEntry>(draft: Draft<E>): E {
    const entry = { ...draft, seq: ++this.#lastSeq, at: draft.at ?? preciseNow() } as unknown as E;
    this.#entries.push(entry);
    this.changed();
    return entry;
  }

  effect(effect: string, data: Record<string, unknown>): EffectEntry {
    return this.append<EffectEntry>({ kind: 'effect', effect, data });
  }

  /** Entries with a sequence number above `since`, oldest first. */
  entries(since = 0): LedgerEntry[] {
    return this.#entries.slice(this.#placeAfter(since));
  }

  webhook(seq: number): WebhookEntry | null {
    const entry = this.#entries[this.#placeAfter(seq - 1)];
    return entry?.kind === 'webhook' && entry.seq === seq ? entry : null;
  }

  requests(): RequestEntry[] {
    return this.#entries.filter((entry) => entry.kind === 'request');
  }

  effects(effect?: string): EffectEntry[] {
    return this.#entries
      .filter((entry) => entry.kind === 'effect')
      .filter((entry) => effect === undefined || entry.effect === effect);
  }

  violations(): ViolationEntry[] {
    return this.#entries.filter((entry) => entry.kind === 'violation');
  }

  webhooks(): WebhookEntry[] {
    return this.#entries.filter((entry) => entry.kind === 'webhook');
  }

  /** Where the first entry above this sequence number stands; they follow each other without a gap. */
  #placeAfter(seq: number): number {
    return Math.max(0, seq + 1 - (this.#entries[0]?.seq ?? 0));
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Empties the ledger; sequence numbers go on, so that a reader who polls with `since` misses nothing. */
  clear(): void {
    this.#entries = [];
    this.changed();
  }

  /** Tells listeners that an entry was added or filled in. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
