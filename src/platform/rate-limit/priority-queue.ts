/** Lower numbers go first: people wait for a relay, nobody waits for a marker. */
const ranks = { relay: 0, followUp: 1, marker: 2 } as const;
export type Urgency = keyof typeof ranks;

interface Waiter<T> extends Wanting {
  readonly until: number;
  readonly resolve: (taken: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A waiting call: the lower rank goes first, and within a rank the one that has waited longest. */
export interface Wanting {
  readonly rank: number;
  /** On performance.now()'s clock. */
  readonly since: number;
}

/** The calls waiting in this process: the most urgent first, then first in, first out. Each leaves the queue at its deadline. */
export class PriorityQueue<T> {
  readonly #waiting: Waiter<T>[] = [];

  /** @param until the deadline, on performance.now()'s clock. */
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

  /** How long the oldest call has waited. Milliseconds. */
  longestWaitMs(now: number): number {
    return Math.max(0, ...this.#waiting.map(({ since }) => now - since));
  }

  /** The first call and the one behind it; null if none waits. */
  firstTwo(): readonly [Wanting, Wanting | null] | null {
    const [first, second] = this.#waiting;
    return first === undefined ? null : [first, second ?? null];
  }

  /** Gives the slot to this call, even if a more urgent one has arrived meanwhile; false if the call no longer waits. */
  give(taken: T, to: Wanting): boolean {
    const place = this.#waiting.findIndex((waiter) => waiter === to);
    const [waiter] = place < 0 ? [] : this.#waiting.splice(place, 1);
    waiter?.resolve(taken);
    return waiter !== undefined;
  }

  /** Rejects the calls whose deadline has passed. */
  sendAwayLate(now: number, error: () => Error): void {
    for (let i = this.#waiting.length - 1; i >= 0; i -= 1) {
      if ((this.#waiting[i]?.until ?? Infinity) < now) this.#waiting.splice(i, 1)[0]?.reject(error());
    }
  }

  sendAwayAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
