import type { WaitingEvent } from '../inbox/store.js';
import { streamOf } from './stream.js';

export interface StreamQueueOptions {
  /** Streams that have failed get this many hands at the most, so that those that hang leave hands for the others. */
  readonly handsForFailed: number;
  /** How long a stream rests after a failure. Milliseconds. */
  readonly restMs: number;
}

/**
 * What was taken from the inbox, by stream: one event of a stream is at work at a time, in the order of arrival. The stream with the
 * oldest event goes first, one that has failed after all others.
 */
export class StreamQueue {
  readonly #options: StreamQueueOptions;
  /** Events that nobody works on, by stream, the stream that came first in front. */
  readonly #waiting = new Map<string, WaitingEvent[]>();
  readonly #atWork = new Map<string, WaitingEvent>();
  /** Streams whose last try failed, and until when they rest, on performance.now()'s clock. */
  readonly #failed = new Map<string, number>();

  constructor(options: StreamQueueOptions) {
    this.#options = options;
  }

  get atWork(): number {
    return this.#atWork.size;
  }

  /** What need not be read from the inbox again. */
  get ids(): number[] {
    return [...[...this.#waiting.values()].flat(), ...this.#atWork.values()].map(({ id }) => id);
  }

  /** Streams that have not failed and of which an event could be taken now. */
  get ready(): number {
    let count = 0;
    for (const name of this.#waiting.keys())
      if (!this.#atWork.has(name) && !this.#failed.has(name)) count += 1;
    return count;
  }

  /** Events from the inbox. None of them may be here already. */
  put(events: readonly WaitingEvent[]): void {
    for (const event of events) {
      const name = streamOf(event);
      const stream = this.#waiting.get(name);
      if (stream === undefined) this.#waiting.set(name, [event]);
      else insert(stream, event);
    }
  }

  /** The next event to be handed over; null where all streams are at work, or rest. Is followed by `settled` or `failed`. */
  take(): WaitingEvent | null {
    const name = this.#next();
    const stream = name === null ? undefined : this.#waiting.get(name);
    const event = stream?.shift();
    if (name === null || event === undefined) return null;
    if (stream?.length === 0) this.#waiting.delete(name);
    this.#atWork.set(name, event);
    return event;
  }

  settled(event: WaitingEvent): void {
    const name = streamOf(event);
    this.#atWork.delete(name);
    this.#failed.delete(name);
  }

  /** It waits, and with it what is behind it in its stream. */
  failed(event: WaitingEvent): void {
    const name = streamOf(event);
    this.#atWork.delete(name);
    this.#failed.set(name, performance.now() + this.#options.restMs);
    this.#waiting.set(name, [event, ...(this.#waiting.get(name) ?? [])]);
  }

  /** Drops what nobody works on: it is in the inbox, and may be another process's to hand over by now. */
  forget(): void {
    const known = new Set([...this.#waiting.keys(), ...this.#atWork.keys()]);
    for (const name of this.#failed.keys()) if (!known.has(name)) this.#failed.delete(name);
    this.#waiting.clear();
  }

  #next(): string | null {
    const { handsForFailed } = this.#options;
    let second: string | null = null;
    for (const name of this.#waiting.keys()) {
      if (this.#atWork.has(name)) continue;
      const restsUntil = this.#failed.get(name);
      if (restsUntil === undefined) return name;
      if (second === null && restsUntil <= performance.now()) second = name;
    }
    const failedAtWork = [...this.#atWork.keys()].filter((name) => this.#failed.has(name)).length;
    return failedAtWork < handsForFailed ? second : null;
  }
}

/** Events of transactions side by side may be seen in another order than that of their IDs. */
function insert(stream: WaitingEvent[], event: WaitingEvent): void {
  const behind = stream.findIndex(({ id }) => id > event.id);
  if (behind < 0) stream.push(event);
  else stream.splice(behind, 0, event);
}
