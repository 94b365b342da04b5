import type { ConversationEvent } from '../../src/contracts/messages.js';

/** Messages of one direction that wait a moment for those that were written before them and arrive after them. */
export class ReorderBuffer {
  #held: ConversationEvent[] = [];
  #isOrdered = true;

  get size(): number {
    return this.#held.length;
  }

  /** Whether something has come since the order was last set. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  /** The inbox rows of what is held, in the order in which it would be taken. */
  get inboxIds(): number[] {
    return this.#held.map(({ inboxId }) => inboxId);
  }

  add(event: ConversationEvent): void {
    this.#held.push(event);
    this.#isOrdered = this.#held.length === 1;
  }

  /** Puts them in the order in which they were written; those of one moment by Drift's message ID. */
  sortByTime(): void {
    this.#held.sort((a, b) => writtenAt(a) - writtenAt(b) || (a.order ?? 0) - (b.order ?? 0));
    this.#isOrdered = true;
  }

  /** Puts them in the order of these inbox rows; what is not among them comes last. */
  sortAs(inboxIds: readonly number[]): void {
    const place = new Map(inboxIds.map((id, i) => [id, i]));
    const placeOf = ({ inboxId }: ConversationEvent) => place.get(inboxId) ?? inboxIds.length;
    this.#held.sort((a, b) => placeOf(a) - placeOf(b));
    // What came while the order was asked for has no place yet.
    this.#isOrdered = this.#held.every(({ inboxId }) => place.has(inboxId));
  }

  /** The first one. There is one for each that was added. */
  take(): ConversationEvent {
    const first = this.#held.shift();
    if (first === undefined) throw new Error('nothing is held');
    return first;
  }
}

const writtenAt = ({ writtenAt, at }: ConversationEvent) => writtenAt ?? at;
