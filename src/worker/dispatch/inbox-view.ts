import { checkTransition, type Transitions } from './transition.js';

/**
 * How much of the inbox is in memory:
 * - `current`: everything that waited at the last read. Nothing is read until somebody calls `wake`.
 * - `outdated`: events may have been stored since the last read, or this round has not read yet.
 * - `truncated`: the last read filled a whole batch, so more may wait behind it.
 * - `reading`: a read is under way. `after` is the state in which it began; `isWoken`: an event was stored meanwhile.
 */
export type InboxViewState =
  | { readonly name: 'current' | 'outdated' | 'truncated' }
  | {
      readonly name: 'reading';
      readonly after: 'outdated' | 'truncated';
      readonly isWoken: boolean;
    };

export const inboxViewTransitions = {
  current: ['outdated'],
  outdated: ['reading'],
  truncated: ['reading', 'outdated'],
  reading: ['current', 'outdated', 'truncated'],
} as const satisfies Transitions<InboxViewState['name']>;

/** Decides when the inbox is read. */
export class InboxView {
  #state: InboxViewState = { name: 'outdated' };

  get name(): InboxViewState['name'] {
    return this.#state.name;
  }

  get isWorthReading(): boolean {
    return this.#state.name === 'outdated' || this.#state.name === 'truncated';
  }

  /** A whole batch is in memory, and what waits behind it is being read. */
  get isReadingBacklog(): boolean {
    return this.#state.name === 'reading' && this.#state.after === 'truncated';
  }

  /** An event was stored. */
  wake(): void {
    if (this.#state.name === 'reading') this.#state = { ...this.#state, isWoken: true };
    else if (this.#state.name === 'current') this.#become({ name: 'outdated' });
  }

  /** Another process may have worked on the inbox since the last round. */
  beginRound(): void {
    if (this.#state.name !== 'outdated') this.#become({ name: 'outdated' });
  }

  beginRead(): void {
    const after = this.#state.name === 'truncated' ? 'truncated' : 'outdated';
    this.#become({ name: 'reading', after, isWoken: false });
  }

  endRead(result: 'whole_batch' | 'part_of_batch' | 'failed'): void {
    const isWoken = this.#state.name === 'reading' && this.#state.isWoken;
    if (result === 'whole_batch') this.#become({ name: 'truncated' });
    else this.#become({ name: isWoken || result === 'failed' ? 'outdated' : 'current' });
  }

  #become(state: InboxViewState): void {
    checkTransition('inbox view', inboxViewTransitions, this.#state.name, state.name);
    this.#state = state;
  }
}
