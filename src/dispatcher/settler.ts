import type { WaitingEvent } from '../inbox/store.js';
import type { Settled } from './settled.js';

/** An event that has been handed over, and what became of it. */
export interface Brought {
  readonly event: WaitingEvent;
  readonly settled: Settled;
}

/**
 * Writes down what became of events while the next ones are handed over: those that come while a statement is at work share
 * the next one. What a crash leaves unwritten is handed over again, in the same order, and its receivers know it.
 */
export class Settler {
  readonly #write: (brought: readonly Brought[]) => Promise<void>;
  #waiting: Brought[] = [];
  #atWork: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(write: (brought: readonly Brought[]) => Promise<void>) {
    this.#write = write;
  }

  /** Nothing more can be written: it is no use to hand over more. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  add(brought: Brought): void {
    this.#waiting.push(brought);
    this.#atWork ??= this.#work();
  }

  /** Waits until everything is written. @throws what a statement has failed with. */
  async finish(): Promise<void> {
    await this.#atWork;
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0 && this.#failure === null) {
      const group = this.#waiting.splice(0);
      try {
        await this.#write(group);
      } catch (error) {
        this.#failure = { error };
      }
    }
    this.#atWork = null;
  }
}
