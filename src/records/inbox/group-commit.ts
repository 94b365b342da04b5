import { isBadValue } from '../../platform/db/bad-value.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item, Answer> {
  /** One statement; gives the answer for each item in its place. */
  readonly write: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Statements at work at once. */
  readonly concurrency: number;
  /** Items in one statement, at most. */
  readonly groupSize: number;
  /**
   * A statement beside another one carries so many items at the least, one beside two twice as many, and so on: each costs
   * PostgreSQL and us the same again, however few it carries.
   */
  readonly worthwhile: number;
}

/**
 * Lets what arrives while a statement is at work share the next one: under load one commit serves many, without load none
 * waits. Each is answered only after the commit that holds it.
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
      // One that cannot be stored must not take its neighbours with it.
      if (group.length > 1 && isBadValue(error)) for (const one of group) await this.#writeGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }
}
