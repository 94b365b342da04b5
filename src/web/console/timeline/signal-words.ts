import type { ConversationEvent } from '../../../contracts/messages.js';

const words: Readonly<Record<string, string>> = {
  opened: 'the chat is open',
  visitor_wrote: 'the visitor wrote',
  rep_spoke: 'a rep wrote',
  bot_spoke: 'a bot wrote',
  closed: 'the chat was closed',
  phone_given: 'a number we can text is known',
  look_again: 'the phone number may have changed: look it up again',
  text_received: 'the visitor texted',
  help_asked: 'the visitor asked for help',
  opted_out: 'the visitor opted out',
  opted_in: 'the visitor opted in again',
  send_settled: 'the outcome of a send is known',
  text_failed: 'a text could not be delivered',
  look_now: 'check now',
};

/** What an event means to the workflow. A kind that is newer than these words is shown as it is. */
export const eventWords = (event: ConversationEvent | null): string =>
  event === null ? 'an unreadable event' : (words[event.kind] ?? event.kind.replaceAll('_', ' '));
