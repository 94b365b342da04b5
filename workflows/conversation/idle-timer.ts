import { isCancellation, sleep } from '@temporalio/workflow';

/**
 * - `per_wait`: nothing was said yet, or the conversation began on a build that kept no timer: each wait has a timer of its own.
 * - `stopped`: one timer is kept over several waits, and none is running.
 * - `running`: the timer is running.
 * - `over`: the timer has fired, and nobody has acted on it yet.
 */
export type IdleTimerState = 'per_wait' | 'stopped' | 'running' | 'over';

export const idleTimerTransitions = {
  per_wait: ['stopped'],
  stopped: ['running'],
  running: ['over'],
  over: ['stopped'],
} as const satisfies Record<IdleTimerState, readonly IdleTimerState[]>;

/** The timer for the end of a thread. It is kept over several waits because Temporal bills each timer that is started. */
export class IdleTimer {
  #state: IdleTimerState = 'per_wait';

  get state(): IdleTimerState {
    return this.#state;
  }

  /** From now on one timer serves several waits. */
  keep(): void {
    if (this.#state === 'per_wait') this.#state = 'stopped';
  }

  /** Starts the timer unless it runs already or has fired. @param ms milliseconds. */
  start(ms: number, summary: string): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    sleep(ms, { summary }).then(
      () => {
        this.#state = 'over';
      },
      (error: unknown) => {
        if (!isCancellation(error)) throw error; // whoever waits for the timer is cancelled as well
      },
    );
  }

  /** The next `start` begins anew if the timer has fired: messages may have put off the end of the thread. */
  acknowledge(): void {
    if (this.#state === 'over') this.#state = 'stopped';
  }
}
