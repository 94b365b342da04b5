/** Lower goes first: people wait for a relay, nobody waits for a marker. */
const ranks = { relay: 0, followUp: 1, marker: 2 } as const;
export type Urgency = keyof typeof ranks;

interface Waiter<T> extends Wanting {
  readonly until: number;
  readonly resolve: (taken: T) => void;
  readonly reject: (error: unknown) => void;
}

/** One who waits: the lower rank goes first, and of the same rank who has waited longer. */
export interface Wanting {
  readonly rank: number;
  /** On performance.now()'s clock. */
  readonly since: number;
}

/** Who waits in this process: the most urgent first, then first in, first out. Nobody waits longer than they said. */
export class PriorityQueue<T> {
  readonly #waiting: Waiter<T>[] = [];

  /** @param until moment on performance.now()'s clock after which waiting has no more sense. */
  wait(urgency: Urgency, until: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const rank = ranks[urgency];
      const behind = this.#waiting.findIndex((other) => other.rank > rank);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, {
        since: performance.now(),
        rank,
        until,
        resolve,
        reject,
      });
    });
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** How long the one who has waited longest has been waiting. Milliseconds. */
  longestWaitMs(now: number): number {
    return Math.max(0, ...this.#waiting.map(({ since }) => now - since));
  }

  /** The first in line and the one behind; null where nobody waits. */
  firstTwo(): readonly [Wanting, Wanting | null] | null {
    const [first, second] = this.#waiting;
    return first === undefined ? null : [first, second ?? null];
  }

  /** Hands it to one of those who wait, whoever has come before them meanwhile; false where they do not wait any more. */
  give(taken: T, to: Wanting): boolean {
    const place = this.#waiting.findIndex((waiter) => waiter === to);
    const [waiter] = place < 0 ? [] : this.#waiting.splice(place, 1);
    waiter?.resolve(taken);
    return waiter !== undefined;
  }

  /** Sends away those who have waited for as long as they wanted to. */
  sendAwayLate(now: number, error: () => Error): void {
    for (let i = this.#waiting.length - 1; i >= 0; i -= 1) {
      if ((this.#waiting[i]?.until ?? Infinity) < now) this.#waiting.splice(i, 1)[0]?.reject(error());
    }
  }

  sendAwayAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
