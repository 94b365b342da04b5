import { setMaxListeners } from 'node:events';

/** Work that goes on after a call was answered: waits, deliveries, status changes. Knows when all of it is done. */
export class Tasks {
  readonly #running = new Set<Promise<void>>();
  /** One controller for each task: a signal keeps a list of its listeners, and thousands of deliveries may be under way. */
  readonly #controllers = new Set<AbortController>();
  #abort = manyListeners();

  /** Ends when the simulator is reset or closed. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Starts the work at once. A failure after an abort is the abort; any other is a defect and ends the process. */
  start(work: (signal: AbortSignal) => Promise<void>): void {
    const controller = manyListeners();
    if (this.signal.aborted) controller.abort(); // tasks that start while all are dropped are dropped too
    const task = work(controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted) throw error;
      })
      .finally(() => {
        this.#controllers.delete(controller);
        this.#running.delete(task);
      });
    this.#controllers.add(controller);
    this.#running.add(task);
  }

  /** Resolves once no task is running, including tasks started meanwhile. */
  async whenIdle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Drops everything that is under way; later work runs as usual. */
  async abandon(): Promise<void> {
    this.#abort.abort();
    for (const controller of this.#controllers) controller.abort();
    await this.whenIdle();
    this.#abort = manyListeners();
  }
}

/** Every call or delivery under way may listen: more than Node takes for a leak. */
function manyListeners(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Waits `ms`; rejects when the signal ends first. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Error('abandoned'));
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(new Error('abandoned'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
