import type { ChatMessage } from '../../contracts/events.js';

/** What a message in Drift means for the phone and for the wait. */
export interface Crossing {
  readonly toPhone: boolean;
  /** It is a person's answer: the follow-up is not needed. */
  readonly answers: boolean;
  readonly why: string;
}

const stays = (why: string): Crossing => ({ toPhone: false, answers: false, why });

/**
 * The one decision on what crosses to a phone. Only a `chat` message can (Drift docs, message types): private notes, prompts,
 * suggestions, edits and types that do not exist yet have no way there. Our own posts are told apart before (echo.ts).
 */
export function crossingOf(
  { author, type }: Pick<ChatMessage, 'author' | 'type'>,
  botMessages: boolean,
): Crossing {
  if (type !== 'chat') return stays('not a chat message');
  switch (author) {
    case 'visitor':
      return stays('the visitor wrote it');
    case 'bot':
      return botMessages
        ? { toPhone: true, answers: false, why: 'BOT_MESSAGES is on' }
        : stays('written by a bot');
    case 'rep':
      return { toPhone: true, answers: true, why: 'a person of the company wrote it' };
  }
}
