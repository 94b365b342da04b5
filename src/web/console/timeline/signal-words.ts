import type { ConversationEvent } from '../../../contracts/messages.js';

const words: Readonly<Record<string, string>> = {
  opened: 'the chat is open',
  rep_spoke: 'a rep has written',
  bot_spoke: 'a bot has written',
  closed: 'the chat was closed',
  phone_given: 'a number that can be texted is known',
  look_again: 'look up the number again',
  text_received: 'the visitor has texted',
  help_asked: 'the visitor has asked for help',
  opted_out: 'the visitor has opted out',
  opted_in: 'the visitor has opted in again',
  send_settled: 'it is known what became of a send',
  text_failed: 'a text could not be delivered',
  look_now: 'look now',
};

/** What an event means to the workflow. A kind that is newer than these words is shown as it is. */
export const eventWords = (event: ConversationEvent | null): string =>
  event === null
    ? 'something that cannot be read here'
    : (words[event.kind] ?? event.kind.replaceAll('_', ' '));
