import { setHandler } from '@temporalio/workflow';
import type { CarriedState, ConversationEvent } from '../../src/contracts/messages.js';
import { eventSignal } from '../shared/signals.js';

/** Enough to outlast any redelivery that reaches a workflow; the inbox and the ledger remember for longer. */
const SEEN_LIMIT = 2_000;

/** Takes signals in and hands each event out once, in the order of arrival. The handler only queues. */
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

  /** Sets an event aside that the part at work has no use for; `release` puts it in front of the queue again. */
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

  /** Whether the vendor has said by itself what became of this send. */
  isSettled(ledgerId: string): boolean {
    return this.#settledSends.has(ledgerId);
  }

  /** The newest keys, for the next run. */
  seen(): string[] {
    return [...this.#seen].slice(-SEEN_LIMIT);
  }
}
