import type { WaitingEvent } from '../../records/inbox/store.js';
import { orderingKeyOf } from './ordering-key.js';
import { checkTransition, type Transitions } from './transition.js';

export interface OrderedQueueOptions {
  /**
   * Concurrency for ordering keys whose last try failed: `atLeast` is reserved for them, and they never take more than `atMost`, so
   * that keys that hang leave room for others.
   */
  readonly retries: { readonly atLeast: number; readonly atMost: number };
  /** An ordering key rests for this long after a failure. Milliseconds. */
  readonly restMs: number;
}

/** A key not tried for this long after its rest counts as sound again: another process has dealt with it. Milliseconds. */
const FORGIVEN_AFTER_MS = 600_000;

/**
 * The state of an ordering key:
 * - `ready`: its last try, if there was one, succeeded.
 * - `working`: one of its events is being handed over.
 * - `resting`: its last try failed. It is not tried again before `until`, on performance.now()'s clock.
 * - `retrying`: one of its events is being handed over after a failure.
 */
export type KeyState =
  | { readonly name: 'ready' }
  | { readonly name: 'working' | 'retrying'; readonly event: WaitingEvent }
  | { readonly name: 'resting'; readonly until: number };

export const keyTransitions = {
  ready: ['working'],
  working: ['ready', 'resting'],
  resting: ['retrying', 'ready'],
  retrying: ['ready', 'resting'],
} as const satisfies Transitions<KeyState['name']>;

const ready: KeyState = { name: 'ready' };

/**
 * Events taken from the inbox, by ordering key: one event of a key is at work at a time, in order of arrival. Of the ready keys the
 * one that came first goes first; those that have failed take turns.
 */
export class OrderedQueue {
  readonly #options: OrderedQueueOptions;
  /** Events not at work, by key, the key that came first in front. No key has an empty list. */
  readonly #waiting = new Map<string, WaitingEvent[]>();
  /** Keys that are not `ready`; of those `resting`, the one that failed longest ago is in front. */
  readonly #states = new Map<string, KeyState>();

  constructor(options: OrderedQueueOptions) {
    this.#options = options;
  }

  /** Events that need not be read from the inbox again. */
  get ids(): number[] {
    const atWork = [...this.#states.values()].flatMap((state) => ('event' in state ? [state.event] : []));
    return [...[...this.#waiting.values()].flat(), ...atWork].map(({ id }) => id);
  }

  /** How many ready keys have an event that could be taken now. */
  get ready(): number {
    let count = 0;
    for (const key of this.#waiting.keys()) if (!this.#states.has(key)) count += 1;
    return count;
  }

  /** Adds events from the inbox. None of them may be here already. */
  put(events: readonly WaitingEvent[]): void {
    for (const event of events) {
      const key = orderingKeyOf(event);
      const events = this.#waiting.get(key);
      if (events === undefined) this.#waiting.set(key, [event]);
      else insert(events, event);
    }
  }

  /**
   * The next event to be handed over, or null while all keys are at work or rest. Is followed by `settled` or `failed`.
   * `onlyReady`: do not retry a key that has failed.
   */
  take(onlyReady: boolean): WaitingEvent | null {
    const key = onlyReady ? this.#nextReady() : this.#next();
    const events = key === null ? undefined : this.#waiting.get(key);
    const event = events?.shift();
    if (key === null || event === undefined) return null;
    if (events?.length === 0) this.#waiting.delete(key);
    this.#become(key, { name: this.#stateOf(key).name === 'ready' ? 'working' : 'retrying', event });
    return event;
  }

  settled(event: WaitingEvent): void {
    this.#become(orderingKeyOf(event), ready);
  }

  /** The event waits, and with it those behind it. */
  failed(event: WaitingEvent): void {
    const key = orderingKeyOf(event);
    this.#become(key, { name: 'resting', until: performance.now() + this.#options.restMs });
    this.#waiting.set(key, [event, ...(this.#waiting.get(key) ?? [])]);
  }

  /** Drops the events not at work: they are in the inbox, and another process may have handed them over by now. */
  forget(): void {
    this.#waiting.clear();
    for (const [key, state] of this.#states)
      if (state.name === 'resting' && state.until + FORGIVEN_AFTER_MS < performance.now())
        this.#become(key, ready);
  }

  #next(): string | null {
    const { atLeast, atMost } = this.#options.retries;
    const retrying = [...this.#states.values()].filter(({ name }) => name === 'retrying').length;
    if (retrying < atLeast) return this.#nextRested() ?? this.#nextReady();
    return this.#nextReady() ?? (retrying < atMost ? this.#nextRested() : null);
  }

  #nextReady(): string | null {
    for (const key of this.#waiting.keys()) if (!this.#states.has(key)) return key;
    return null;
  }

  #nextRested(): string | null {
    for (const [key, state] of this.#states)
      if (state.name === 'resting' && state.until <= performance.now() && this.#waiting.has(key)) return key;
    return null;
  }

  #stateOf(key: string): KeyState {
    return this.#states.get(key) ?? ready;
  }

  #become(key: string, state: KeyState): void {
    checkTransition('ordering key', keyTransitions, this.#stateOf(key).name, state.name);
    if (state.name === 'ready' || state.name === 'resting') this.#states.delete(key); // resting: goes to the end
    if (state.name !== 'ready') this.#states.set(key, state);
  }
}

/** Events of concurrent transactions may become visible in another order than that of their IDs. */
function insert(events: WaitingEvent[], event: WaitingEvent): void {
  const behind = events.findIndex(({ id }) => id > event.id);
  if (behind < 0) events.push(event);
  else events.splice(behind, 0, event);
}
