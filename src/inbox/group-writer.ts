import { isBadValue } from '../db/bad-value.js';
import type { NamedEvent } from './event.js';

type Store = (events: readonly NamedEvent[]) => Promise<Set<string>>;
interface Waiting {
  readonly event: NamedEvent;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupWriterOptions {
  readonly store: Store;
  /** Statements at work at once. */
  readonly concurrency: number;
  /** Events in one statement, at most. */
  readonly groupSize: number;
  /**
   * A statement beside another one carries so many events at the least, one beside two twice as many, and so on: each costs
   * PostgreSQL and us the same again, however few it carries.
   */
  readonly worthwhile: number;
}

/**
 * Lets requests that arrive while a statement is at work share the next one: under load one commit serves many
 * webhooks, without load none waits. An event is acknowledged only after the commit that holds it.
 */
export class GroupWriter {
  readonly #options: GroupWriterOptions;
  #queue: Waiting[] = [];
  #running = 0;

  constructor(options: GroupWriterOptions) {
    this.#options = options;
  }

  /** Resolves after the commit: true where the event is new, false where it was there. */
  write(event: NamedEvent): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ event, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    const { concurrency, groupSize, worthwhile } = this.#options;
    while (this.#running < concurrency && this.#queue.length >= Math.max(1, this.#running * worthwhile)) {
      const group = this.#queue.splice(0, groupSize);
      this.#running += 1;
      void this.#storeGroup(group).finally(() => {
        this.#running -= 1;
        this.#start();
      });
    }
  }

  async #storeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const fresh = await this.#options.store(group.map(({ event }) => event));
      // Two deliveries of one event may share a group: only the first of them is new.
      for (const { event, resolve } of group) resolve(fresh.delete(event.eventKey));
    } catch (error) {
      // One row that cannot be stored must not take its neighbours with it.
      if (group.length > 1 && isBadValue(error)) for (const one of group) await this.#storeGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }
}
