import { setHandler } from '@temporalio/workflow';
import type { CarriedState, ConversationEvent } from '../../src/contracts/messages.js';
import { eventSignal } from '../shared/signals.js';

/** Outlasts every redelivery that reaches a workflow; the inbox and the ledger remember keys for longer. */
const SEEN_LIMIT = 2_000;

/** Receives signals and hands out each event once, in order of arrival. The signal handler only queues. */
export class EventQueue {
  readonly #seen: Set<string>;
  readonly #settledSends = new Set<string>();
  #waiting: ConversationEvent[];
  #kept: ConversationEvent[] = [];

  constructor(carried?: CarriedState) {
    this.#seen = new Set(carried?.seen);
    this.#waiting = [...(carried?.waiting ?? [])];
    setHandler(eventSignal, (event) => {
      if (this.#seen.has(event.key)) return;
      this.#seen.add(event.key);
      if (event.kind === 'send_settled' && event.ledgerId !== undefined)
        this.#settledSends.add(event.ledgerId);
      else this.#waiting.push(event);
    });
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Keeps an event for a later stage; `release` puts all kept events at the front of the queue. */
  keep(event: ConversationEvent): void {
    this.#kept.push(event);
  }

  release(): void {
    this.#waiting = [...this.#kept, ...this.#waiting];
    this.#kept = [];
  }

  take(): ConversationEvent[] {
    const events = this.#waiting;
    this.#waiting = [];
    return events;
  }

  /** Whether a status callback has reported this send's result. */
  isSettled(ledgerId: string): boolean {
    return this.#settledSends.has(ledgerId);
  }

  /** The newest event keys, for the next run. */
  seen(): string[] {
    return [...this.#seen].slice(-SEEN_LIMIT);
  }
}
