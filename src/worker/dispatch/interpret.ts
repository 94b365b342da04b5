import { chatStatuses } from '../../contracts/stored-names.js';
import type { CountryCode } from 'libphonenumber-js/max';
import type {
  ChatMessage,
  Event,
  OperatorEvent,
  PhoneCaptured,
  TextReceived,
  TextStatus,
} from '../../contracts/events.js';
import type { OptOutMeans } from '../../contracts/messages.js';
import { readWish } from '../../records/consent/read-wish.js';
import { judgePhone, type Phone } from '../../telephony/phone.js';
import { readMessage, type MessageMeaning } from '../../texting/read-message.js';

/** What a Drift event means, before anything is looked up. */
export type ChatMeaning =
  | {
      readonly kind: 'opened';
      readonly conversationId: number;
      readonly contactId: number | null;
      readonly isClosed: boolean;
    }
  | { readonly kind: 'closed' | 'reopened'; readonly conversationId: number }
  /** A chat message, and what it means. */
  | { readonly kind: 'answer' | 'for_phone'; readonly message: ChatMessage }
  | VisitorWrote
  /** A number was given in a conversation. */
  | {
      readonly kind: 'phone_in_chat';
      readonly conversationId: number;
      readonly contactId: number | null;
      readonly phone: TellsPhone;
    }
  /** A contact has a number: every conversation of theirs that waits is concerned. */
  | { readonly kind: 'phone_of_contact'; readonly contactId: number; readonly phone: TellsPhone }
  /** A contact's phone was removed, or replaced by something that cannot be texted. `before`: E.164, where it is told. */
  | {
      readonly kind: 'phone_gone';
      readonly contactId: number;
      readonly before: string | null;
      readonly now: PhoneGone;
    }
  /** It would matter, and cannot be read. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Its app does not vouch for its org. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'nothing'; readonly why: string };

export type VisitorWrote = Extract<MessageMeaning, { kind: 'visitor_wrote' }> & {
  readonly message: ChatMessage;
};

/** `look_up`: there is a number, and the event does not say which, or not in a way that we know. */
export type TellsPhone =
  { readonly kind: 'usable'; readonly e164: string } | { readonly kind: 'unusable' | 'look_up' };

/** What a contact's phone is, once it cannot be texted any more. */
export type PhoneGone = Exclude<Phone, { readonly status: 'usable' }>;

/** What a visitor's text says about consent, or `words`: an ordinary text. */
export type TextMeaning = { readonly text: TextReceived } & (
  | { readonly kind: 'stop'; readonly how: OptOutMeans }
  | { readonly kind: 'start'; readonly by: 'start' | 'yes' }
  | { readonly kind: 'help' | 'words' }
);

export type Meaning =
  | { readonly of: 'chat'; readonly meaning: ChatMeaning }
  | { readonly of: 'text'; readonly meaning: TextMeaning }
  /** Their handlers need nothing that is not in the event. */
  | { readonly of: 'text_status'; readonly meaning: TextStatus }
  | { readonly of: 'operator'; readonly meaning: OperatorEvent };

export interface ReadingSettings {
  readonly botMessages: boolean;
  readonly defaultCountry: CountryCode;
}

/** What an event means, by itself and the settings alone. Pure: the handlers record it and signal it. */
export function interpret(event: Event, settings: ReadingSettings): Meaning {
  switch (event.kind) {
    case 'text_received':
      return { of: 'text', meaning: interpretText(event) };
    case 'text_status':
      return { of: 'text_status', meaning: event };
    case 'refresh_asked':
    case 'look_asked':
    case 'resume_asked':
    case 'follow_up_asked':
    case 'opt_out_undone':
    case 'redrive_asked':
      return { of: 'operator', meaning: event };
    default:
      return { of: 'chat', meaning: interpretChat(event, settings) };
  }
}

type ChatEvent = Exclude<Event, TextReceived | TextStatus | OperatorEvent>;

function interpretChat(event: ChatEvent, settings: ReadingSettings): ChatMeaning {
  switch (event.kind) {
    case 'conversation_opened': {
      const { conversationId, contactId, status } = event;
      // There is no visitor to follow up with.
      if (status === chatStatuses.unansweredGreeting) return nothing('a greeting that nobody has answered');
      return { kind: 'opened', conversationId, contactId, isClosed: status === 'closed' };
    }
    case 'message': {
      const meaning = readMessage(event, settings);
      return meaning.kind === 'nothing' ? meaning : { ...meaning, message: event };
    }
    case 'status_changed':
      return {
        kind: event.status === 'closed' ? 'closed' : 'reopened',
        conversationId: event.conversationId,
      };
    case 'phone_captured':
      return interpretPhone(event, settings);
    case 'contact_updated': {
      const { contactId, phone, phoneRemoved, phoneBefore } = event;
      const before = judgePhone(phoneBefore, settings.defaultCountry).e164;
      if (phoneRemoved === true) return { kind: 'phone_gone', contactId, before, now: NO_PHONE };
      if (phone === null) return nothing('the phone number did not change');
      const judged = judgePhone(phone, settings.defaultCountry);
      if (judged.status !== 'usable' && before !== null)
        return { kind: 'phone_gone', contactId, before, now: judged };
      return { kind: 'phone_of_contact', contactId, phone: tellsPhone(phone, settings) };
    }
    case 'unreadable':
      return event.why === 'foreign_org'
        ? { kind: 'foreign' }
        : { kind: 'unreadable', why: 'one of its IDs is larger than Textback can hold exactly' };
    case 'app_disconnected':
    case 'other':
      return nothing('of no consequence');
  }
}

function interpretPhone(event: PhoneCaptured, settings: ReadingSettings): ChatMeaning {
  const { conversationId, contactId } = event;
  const phone = tellsPhone(event.phone, settings);
  if (conversationId !== null) return { kind: 'phone_in_chat', conversationId, contactId, phone };
  return contactId === null ? nothing('names nobody') : { kind: 'phone_of_contact', contactId, phone };
}

function tellsPhone(written: string | null, { defaultCountry }: ReadingSettings): TellsPhone {
  if (written === null) return { kind: 'look_up' };
  const { status, e164 } = judgePhone(written, defaultCountry);
  return status === 'usable' ? { kind: 'usable', e164 } : { kind: 'unusable' };
}

function interpretText(text: TextReceived): TextMeaning {
  const wish = readWish(text.body, text.optOutType);
  if (wish?.wish === 'start') return { kind: 'start', by: wish.by, text };
  if (wish?.wish !== 'stop') return { kind: wish?.wish ?? 'words', text };
  if (wish.by !== 'wording') return { kind: 'stop', how: wish.by, text };
  return { kind: 'stop', how: wish.certainty === 'certain' ? 'wording' : 'doubtful', text };
}

const NO_PHONE: PhoneGone = { status: 'none', e164: null };

const nothing = (why: string): ChatMeaning => ({ kind: 'nothing', why });
