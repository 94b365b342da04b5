import { condition } from '@temporalio/workflow';
import type { EventRef } from '../../src/contracts/activity-results.js';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';

/** Where a message's files are, and how long its words wait for them, from when they arrived. Most files are there sooner. */
interface Source {
  readonly fetch: (
    context: ConversationContext,
    ref: EventRef & { readonly index: number },
  ) => Promise<unknown>;
  readonly wordsWaitMs: number;
}

/** What came with a text. */
export const fromText: Source = {
  fetch: ({ calls }, ref) =>
    calls.picture.fetchTextMedia.executeWithOptions({ summary: 'fetch a picture' }, [ref]),
  wordsWaitMs: 2_000,
};

/** The attachments of a message in the chat: a text of their own costs as much as that of the words. */
export const fromChat: Source = {
  fetch: ({ calls }, ref) =>
    calls.attachment.fetchAttachment.executeWithOptions({ summary: 'fetch the attachments' }, [ref]),
  wordsWaitMs: 4_000,
};

/** The pictures and files of one message, either way, which are fetched while its words are on their way. */
export class Pictures {
  readonly #missing: Set<number>;
  readonly #wordsGoAt: number;

  constructor(
    context: ConversationContext,
    { inboxId, media = 0 }: ConversationEvent,
    { fetch, wordsWaitMs }: Source,
  ) {
    this.#wordsGoAt = Date.now() + wordsWaitMs;
    const indexes = Array.from({ length: media }, (_, index) => index);
    this.#missing = new Set(indexes);
    for (const index of indexes) {
      const fetched = giveUp('a picture or file', () =>
        fetch(context, { ...context.conversation, inboxId, index }),
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
