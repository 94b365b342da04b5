const EPOCH = Date.UTC(2026, 0, 1);

/**
 * Ascending ids of Drift's size: above int32, within a JavaScript number. They start at a number that grows with the
 * time, so that a sandbox started anew gives no id that an earlier one gave: Textback keeps its data, the sandbox does not.
 */
export class Ids {
  #next: number;

  constructor(base: number, from: number) {
    this.#next = base + Math.max(0, from - EPOCH) * 10;
  }

  next(): number {
    this.#next += 1 + (this.#next % 3);
    return this.#next;
  }
}
