import { isCancellation, sleep } from '@temporalio/workflow';

/** A timer that is kept over several waits: Temporal bills each that is started. It starts at once. */
export class IdleTimer {
  #isOver = false;

  /** @param ms milliseconds. */
  constructor(ms: number, summary: string) {
    sleep(ms, { summary }).then(
      () => {
        this.#isOver = true;
      },
      (error: unknown) => {
        if (!isCancellation(error)) throw error; // who waits for it hears of a cancellation by itself
      },
    );
  }

  readonly isOver = (): boolean => this.#isOver;
}
