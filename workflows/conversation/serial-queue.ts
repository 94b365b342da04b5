/**
 * - `idle`: all work is done.
 * - `working`: `pending` pieces of work have not ended.
 * - `broken`: a piece of work threw. That is a defect or a cancellation, since expected failures are handled where they happen.
 *   Later work still runs, and the queue stays broken.
 */
export type SerialQueueState =
  | { readonly name: 'idle' }
  | { readonly name: 'working'; readonly pending: number }
  | { readonly name: 'broken'; readonly error: unknown };

type Name = SerialQueueState['name'];

export const serialQueueTransitions = {
  idle: ['working'],
  working: ['working', 'idle', 'broken'],
  broken: ['broken'],
} as const satisfies Record<Name, readonly Name[]>;

/** Does one piece of work after another, in the order given: each direction of the bridge keeps its own order and pace. */
export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();
  #state: SerialQueueState = { name: 'idle' };

  get state(): Name {
    return this.#state.name;
  }

  add(work: () => Promise<void>): void {
    this.#state = afterAdding(this.#state);
    this.#tail = this.#tail.then(async () => {
      try {
        await work();
        this.#state = afterSuccess(this.#state);
      } catch (error) {
        this.#state = afterError(this.#state, error);
      }
    });
  }

  /** Rethrows the first error of a piece of work. */
  throwIfBroken(): void {
    if (this.#state.name === 'broken') throw this.#state.error as Error;
  }
}

function afterAdding(state: SerialQueueState): SerialQueueState {
  switch (state.name) {
    case 'idle':
      return { name: 'working', pending: 1 };
    case 'working':
      return { name: 'working', pending: state.pending + 1 };
    case 'broken':
      return state;
  }
}

function afterSuccess(state: SerialQueueState): SerialQueueState {
  switch (state.name) {
    case 'working':
      return state.pending === 1 ? { name: 'idle' } : { name: 'working', pending: state.pending - 1 };
    case 'idle': // not possible: what ends was added
    case 'broken':
      return state;
  }
}

const afterError = (state: SerialQueueState, error: unknown): SerialQueueState =>
  state.name === 'broken' ? state : { name: 'broken', error };
