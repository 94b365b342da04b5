import { condition } from '@temporalio/workflow';
import type { SerialQueueState } from './serial-queue.js';

/** Does pieces of work at the same time, each for itself: none waits for another. Its states are those of a SerialQueue. */
export class SideWork {
  #pending = 0;
  #error: { readonly thrown: unknown } | null = null;

  get state(): SerialQueueState['name'] {
    if (this.#error !== null) return 'broken';
    return this.#pending === 0 ? 'idle' : 'working';
  }

  add(work: () => Promise<void>): void {
    this.#pending += 1;
    work().then(
      () => {
        this.#pending -= 1;
      },
      (thrown: unknown) => {
        this.#pending -= 1;
        this.#error ??= { thrown };
      },
    );
  }

  /** Rethrows the first error of a piece of work. */
  throwIfBroken(): void {
    if (this.#error !== null) throw this.#error.thrown as Error;
  }

  /** Waits until all work is done. @throws the first error of a piece of work */
  async end(): Promise<void> {
    if (this.state === 'working') await condition(() => this.state !== 'working');
    this.throwIfBroken();
  }
}
