import type { WaitingEvent } from '../../records/inbox/store.js';
import { orderingKeyOf } from './ordering-key.js';

export interface OrderedQueueOptions {
  /** Streams that have failed have so many hands before all others, and so many at the most: those that hang leave hands for the others. */
  readonly handsForFailed: { readonly atLeast: number; readonly atMost: number };
  /** How long a stream rests after a failure. Milliseconds. */
  readonly restMs: number;
}

/** A stream that was not tried for so long, since another process has dealt with it, counts as sound again. Milliseconds. */
const FORGIVEN_AFTER_MS = 600_000;

/**
 * What was taken from the inbox, by stream: one event of a stream is at work at a time, in the order of arrival. Of sound streams the
 * one that came first goes first; those that have failed take turns.
 */
export class OrderedQueue {
  readonly #options: OrderedQueueOptions;
  /** Events that nobody works on, by stream, the stream that came first in front. */
  readonly #waiting = new Map<string, WaitingEvent[]>();
  readonly #atWork = new Map<string, WaitingEvent>();
  /** Streams whose last try failed, and until when they rest, on performance.now()'s clock; who has waited longest in front. */
  readonly #failed = new Map<string, number>();

  constructor(options: OrderedQueueOptions) {
    this.#options = options;
  }

  /** What need not be read from the inbox again. */
  get ids(): number[] {
    return [...[...this.#waiting.values()].flat(), ...this.#atWork.values()].map(({ id }) => id);
  }

  /** Sound streams of which an event could be taken now. */
  get ready(): number {
    let count = 0;
    for (const name of this.#waiting.keys())
      if (!this.#atWork.has(name) && !this.#failed.has(name)) count += 1;
    return count;
  }

  /** Events from the inbox. None of them may be here already. */
  put(events: readonly WaitingEvent[]): void {
    for (const event of events) {
      const name = orderingKeyOf(event);
      const stream = this.#waiting.get(name);
      if (stream === undefined) this.#waiting.set(name, [event]);
      else insert(stream, event);
    }
  }

  /**
   * The next event to be handed over; null where all streams are at work, or rest. Is followed by `settled` or `failed`.
   * `onlySound`: of a stream that has not failed.
   */
  take(onlySound: boolean): WaitingEvent | null {
    const name = onlySound ? this.#nextSound() : this.#next();
    const stream = name === null ? undefined : this.#waiting.get(name);
    const event = stream?.shift();
    if (name === null || event === undefined) return null;
    if (stream?.length === 0) this.#waiting.delete(name);
    this.#atWork.set(name, event);
    return event;
  }

  settled(event: WaitingEvent): void {
    const name = orderingKeyOf(event);
    this.#atWork.delete(name);
    this.#failed.delete(name);
  }

  /** It waits, and with it what is behind it in its stream. */
  failed(event: WaitingEvent): void {
    const name = orderingKeyOf(event);
    this.#atWork.delete(name);
    this.#failed.delete(name); // to the end
    this.#failed.set(name, performance.now() + this.#options.restMs);
    this.#waiting.set(name, [event, ...(this.#waiting.get(name) ?? [])]);
  }

  /** Drops what nobody works on: it is in the inbox, and may be another process's to hand over by now. */
  forget(): void {
    this.#waiting.clear();
    for (const [name, restsUntil] of this.#failed)
      if (restsUntil + FORGIVEN_AFTER_MS < performance.now() && !this.#atWork.has(name))
        this.#failed.delete(name);
  }

  #next(): string | null {
    const { atLeast, atMost } = this.#options.handsForFailed;
    const failedAtWork = [...this.#atWork.keys()].filter((name) => this.#failed.has(name)).length;
    if (failedAtWork < atLeast) return this.#nextFailed() ?? this.#nextSound();
    return this.#nextSound() ?? (failedAtWork < atMost ? this.#nextFailed() : null);
  }

  #nextSound(): string | null {
    for (const name of this.#waiting.keys())
      if (!this.#atWork.has(name) && !this.#failed.has(name)) return name;
    return null;
  }

  #nextFailed(): string | null {
    for (const [name, restsUntil] of this.#failed)
      if (restsUntil <= performance.now() && this.#waiting.has(name) && !this.#atWork.has(name)) return name;
    return null;
  }
}

/** Events of transactions side by side may be seen in another order than that of their IDs. */
function insert(stream: WaitingEvent[], event: WaitingEvent): void {
  const behind = stream.findIndex(({ id }) => id > event.id);
  if (behind < 0) stream.push(event);
  else stream.splice(behind, 0, event);
}
