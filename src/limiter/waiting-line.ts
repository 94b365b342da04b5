/** Lower goes first: people wait for a relay, nobody waits for a marker. */
export const urgencies = { relay: 0, followUp: 1, marker: 2 } as const;
export type Urgency = keyof typeof urgencies;

interface Waiter<T> {
  readonly since: number;
  readonly urgency: Urgency;
  readonly until: number;
  readonly resolve: (taken: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Who waits in this process: the most urgent first, then first in, first out. Nobody waits longer than they said. */
export class WaitingLine<T> {
  readonly #waiting: Waiter<T>[] = [];

  /** @param until moment on performance.now()'s clock after which waiting has no more sense. */
  wait(urgency: Urgency, until: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const behind = this.#waiting.findIndex((other) => urgencies[other.urgency] > urgencies[urgency]);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, {
        since: performance.now(),
        urgency,
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

  /** Hands it to the first in line; false where nobody waits. */
  give(taken: T): boolean {
    const first = this.#waiting.shift();
    first?.resolve(taken);
    return first !== undefined;
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
