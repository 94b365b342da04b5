import { isBadValue } from '../../platform/db/bad-value.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item, Answer> {
  /** One statement; returns the answers in the order of the items. */
  readonly write: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Statements running at once. */
  readonly concurrency: number;
  /** Items in one statement, at most. */
  readonly groupSize: number;
  /**
   * A second statement running beside the first carries at least this many items, a third one twice as many, and so on: each statement has
   * the same fixed cost, however few items it carries.
   */
  readonly worthwhile: number;
}

/**
 * Group commit: items that arrive while a statement runs share the next one. Under load one commit serves many items; without load no item
 * waits. Each item is answered only after its commit.
 */
export class GroupCommit<Item, Answer> {
  readonly #options: GroupCommitOptions<Item, Answer>;
  #queue: Waiting<Item, Answer>[] = [];
  #running = 0;

  constructor(options: GroupCommitOptions<Item, Answer>) {
    this.#options = options;
  }

  /** Resolves after the commit. @throws the database's error. */
  write(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    const { concurrency, groupSize, worthwhile } = this.#options;
    while (this.#running < concurrency && this.#queue.length >= Math.max(1, this.#running * worthwhile)) {
      const group = this.#queue.splice(0, groupSize);
      this.#running += 1;
      void this.#writeGroup(group).finally(() => {
        this.#running -= 1;
        this.#start();
      });
    }
  }

  async #writeGroup(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.write(group.map(({ item }) => item));
      for (const [i, { resolve }] of group.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      // An item that cannot be stored must not fail its neighbours.
      if (group.length > 1 && isBadValue(error)) for (const one of group) await this.#writeGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }
}
