import type { ConversationEvent } from '../../src/contracts/messages.js';

/** Holds messages of one direction briefly, so that messages written earlier and arriving later can go first. */
export class ReorderBuffer {
  #held: ConversationEvent[] = [];
  #isOrdered = true;

  get size(): number {
    return this.#held.length;
  }

  /** False if a message has been added since the last sort. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  /** Inbox rows of the held messages, in the order in which `take` returns them. */
  get inboxIds(): number[] {
    return this.#held.map(({ inboxId }) => inboxId);
  }

  add(event: ConversationEvent): void {
    this.#held.push(event);
    this.#isOrdered = this.#held.length === 1;
  }

  /** Sorts by time of writing; messages of the same moment by Drift's message ID. */
  sortByTime(): void {
    this.#held.sort((a, b) => writtenAt(a) - writtenAt(b) || (a.order ?? 0) - (b.order ?? 0));
    this.#isOrdered = true;
  }

  /** Sorts in the order in which the messages were stored; the order in which their signals came may differ. */
  sortByArrival(): void {
    this.#held.sort((a, b) => a.inboxId - b.inboxId);
    this.#isOrdered = true;
  }

  /** Sorts in the order of these inbox rows; other messages come last. */
  sortAs(inboxIds: readonly number[]): void {
    const place = new Map(inboxIds.map((id, i) => [id, i]));
    const placeOf = ({ inboxId }: ConversationEvent) => place.get(inboxId) ?? inboxIds.length;
    this.#held.sort((a, b) => placeOf(a) - placeOf(b));
    // A message that arrived while we asked for the order has no place yet.
    this.#isOrdered = this.#held.every(({ inboxId }) => place.has(inboxId));
  }

  /** Removes and returns the first message. @throws if the buffer is empty; callers take once for each `add`. */
  take(): ConversationEvent {
    const first = this.#held.shift();
    if (first === undefined) throw new Error('the reorder buffer is empty');
    return first;
  }
}

const writtenAt = ({ writtenAt, at }: ConversationEvent) => writtenAt ?? at;
