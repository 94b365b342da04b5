import type { CountryCode } from 'libphonenumber-js/max';
import { isAnswer } from '../contracts/answers.js';
import type { ChatMessage } from '../contracts/events.js';
import { isChatOptOut } from '../records/consent/read-wish.js';
import { readNumbers, type NumbersInMessage } from './given-number/read-numbers.js';
import { htmlToText } from './relay/html.js';
import { relayPolicy } from './relay/relay-policy.js';

export type MessageMeaning =
  /** It answers the visitor. If they were texted, the relay policy says whether it goes to their phone too. */
  | { readonly kind: 'answer' }
  /** It may go to the phone of a visitor who was texted; it neither opens a conversation nor answers it. */
  | { readonly kind: 'for_phone' }
  | { readonly kind: 'visitor_wrote'; readonly optsOut: boolean; readonly numbers: NumbersInMessage }
  | { readonly kind: 'nothing'; readonly why: string };

/** What a chat message means, for the dispatcher as events come in and for what-if on those that are stored. Pure. */
export function readMessage(
  message: ChatMessage,
  { botMessages, defaultCountry }: { readonly botMessages: boolean; readonly defaultCountry: CountryCode },
): MessageMeaning {
  if (isAnswer(message)) return { kind: 'answer' };
  const { toPhone, why } = relayPolicy(message, botMessages);
  if (toPhone) return { kind: 'for_phone' };
  if (message.author !== 'visitor' || message.type !== 'chat') return { kind: 'nothing', why };
  const words = htmlToText(message.html);
  return { kind: 'visitor_wrote', optsOut: isChatOptOut(words), numbers: readNumbers(words, defaultCountry) };
}
