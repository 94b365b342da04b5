import { condition } from '@temporalio/workflow';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';

/** Words wait so long for the pictures that came with them, from when they arrived. Most pictures are there sooner. */
const WORDS_WAIT_MS = 2_000;

/** The pictures and files of one text, which are fetched while its words are on their way. */
export class Pictures {
  readonly #missing: Set<number>;
  readonly #wordsGoAt = Date.now() + WORDS_WAIT_MS;

  constructor({ conversation, calls }: ConversationContext, { inboxId, media = 0 }: ConversationEvent) {
    const indexes = Array.from({ length: media }, (_, index) => index);
    this.#missing = new Set(indexes);
    for (const index of indexes) {
      const fetched = giveUp('a picture or file', () =>
        calls.picture.fetchTextMedia.executeWithOptions({ summary: 'fetch a picture' }, [
          { ...conversation, inboxId, index },
        ]),
      );
      // A cancellation ends the workflow, whoever waits for the picture.
      void fetched.then(
        () => this.#missing.delete(index),
        () => this.#missing.delete(index),
      );
    }
  }

  /** Waits for the pictures as long as the words may wait. Returns the indexes of those that will follow. */
  async whenWordsGo(): Promise<readonly number[]> {
    const waitMs = this.#wordsGoAt - Date.now();
    if (this.#missing.size > 0 && waitMs > 0)
      await condition(() => this.#missing.size === 0, waitMs, {
        summary: 'fetch the pictures first, if that is quick',
      });
    return [...this.#missing];
  }

  /** Waits until nothing is being fetched any more. */
  async whenAllAreThere(): Promise<void> {
    if (this.#missing.size > 0) await condition(() => this.#missing.size === 0);
  }
}
