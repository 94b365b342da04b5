import type { ChatMessage } from './events.js';

/** What is known of who wrote a message, and how. Never what it says: the console asks too, and shows nobody's words. */
export type Said = Pick<ChatMessage, 'author' | 'authorId' | 'type' | 'appId'>;

interface AnswerRule {
  /** For docs/what-crosses.md. */
  readonly words: string;
  readonly fits: (message: Said) => boolean;
}

/**
 * What counts as an answer, and so makes the follow-up needless. This is the only place that says so: the live path, the look at
 * Drift before a text, the look-up in the inbox, the console, what-if and the docs all ask here. To change it, edit this list,
 * then run `npm run docs`.
 */
export const answerRules: readonly AnswerRule[] = [
  {
    words: 'a `chat` message that a person of the company wrote, also if an app posted it in their name',
    fits: ({ author, type }) => type === 'chat' && author === 'rep',
  },
];

/** Whether a message answers the visitor. Drift has no such status: it is read from the messages. */
export const isAnswer = (message: Said): boolean => answerRules.some(({ fits }) => fits(message));
