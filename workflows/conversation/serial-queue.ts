/** Does one thing after another, in the order given: each direction of the bridge keeps its own order and pace. */
export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();
  #length = 0;
  #error: unknown = null;

  add(work: () => Promise<void>): void {
    this.#length += 1;
    this.#tail = this.#tail.then(async () => {
      try {
        await work();
      } catch (error) {
        this.#error ??= error;
      } finally {
        this.#length -= 1;
      }
    });
  }

  get isIdle(): boolean {
    return this.#length === 0;
  }

  /** Rethrows what a piece of work threw: that is a defect, since expected failures are handled where they happen. */
  throwIfBroken(): void {
    if (this.#error !== null) throw this.#error as Error;
  }

  get isBroken(): boolean {
    return this.#error !== null;
  }
}
