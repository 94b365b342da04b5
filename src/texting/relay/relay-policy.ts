import type { ChatMessage } from '../../contracts/events.js';

/** Whether a message in Drift goes to the phone of a visitor who was texted, and why. */
export interface RelayDecision {
  readonly toPhone: boolean;
  readonly why: string;
}

const stays = (why: string): RelayDecision => ({ toPhone: false, why });

/**
 * Decides which messages go to a phone. Only a `chat` message can (Drift docs, message types): private notes, prompts,
 * suggestions, edits and future types never do. Our own posts are filtered out before (echo.ts).
 */
export function relayPolicy(
  { author, type }: Pick<ChatMessage, 'author' | 'type'>,
  botMessages: boolean,
): RelayDecision {
  if (type !== 'chat') return stays('not a chat message');
  switch (author) {
    case 'visitor':
      return stays('the visitor wrote it');
    case 'bot':
      return botMessages ? { toPhone: true, why: 'BOT_MESSAGES is on' } : stays('a bot wrote it');
    case 'rep':
      return { toPhone: true, why: 'a rep wrote it' };
  }
}
