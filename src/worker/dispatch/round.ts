import { checkTransition, type Transitions } from './transition.js';

/**
 * One round of work on the inbox:
 * - `working`: reads the inbox and begins hand-overs.
 * - `ending`: begins nothing more; ends as soon as the read under way, if there is one, is back.
 * - `ended`: `round` has returned, or is about to. Hand-overs that the round began may still be at work.
 */
export type RoundState = 'working' | 'ending' | 'ended';

export const roundTransitions = {
  working: ['ending', 'ended'],
  ending: ['ended'],
  ended: [],
} as const satisfies Transitions<RoundState>;

/** A round's state and result. Hand-overs of earlier rounds count towards the round in which they end. */
export class Round {
  /** Resolves when the round has ended. */
  readonly ended: Promise<void>;
  #state: RoundState = 'working';
  #resolve: () => void = () => undefined;
  #isTimeUp = false;
  #failuresInARow = 0;
  #errors: unknown[] = [];

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get state(): RoundState {
    return this.#state;
  }

  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  handedOver(): void {
    this.#failuresInARow = 0;
  }

  /** `most`: after this many failures in a row the receivers are taken to be away, and the round ends. */
  notHandedOver(most: number): void {
    this.#failuresInARow += 1;
    if (this.#failuresInARow >= most) this.stop();
  }

  /** Ends the round because of a defect or an unreachable database. */
  fail(error: unknown): void {
    this.#errors.push(error);
    this.stop();
  }

  /** @throws the first error that `fail` was given. */
  throwIfFailed(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  timeUp(): void {
    this.#isTimeUp = true;
    this.stop();
  }

  /** Begins nothing more. May be called in every state. */
  stop(): void {
    if (this.#state === 'working') this.#become('ending');
  }

  end(): void {
    this.#become('ended');
    this.#resolve();
  }

  #become(state: RoundState): void {
    checkTransition('round', roundTransitions, this.#state, state);
    this.#state = state;
  }
}
