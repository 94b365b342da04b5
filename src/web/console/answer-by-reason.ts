import type { Reason } from '../../contracts/reasons.js';
import type { Tone } from './markup/parts.js';

/** The answer to "why did this visitor get no text?", and what can be done about it. */
export interface Answer {
  readonly tone: Tone;
  readonly headline: string;
  readonly whatToDo: string;
}

/** Each reason as a sentence about a visitor, and as advice. */
export const byReason: Readonly<
  Record<Reason, { readonly headline: string; readonly whatToDo: string; readonly tone?: Tone }>
> = {
  answered: {
    headline: 'No text, because a person answered in time.',
    whatToDo: 'Nothing. This is the normal case.',
    tone: 'good',
  },
  closed: {
    headline: 'No text, because the chat was closed before the follow-up was due.',
    whatToDo:
      'If the visitor is still waiting for an answer, reopen the chat in Drift and reprocess the conversation.',
    tone: 'plain',
  },
  no_phone: {
    headline: 'No text, because the visitor’s phone number is not known.',
    whatToDo: 'If you have a number, add it to the contact in Drift and reprocess the conversation.',
  },
  invalid_phone: {
    headline: 'No text, because the phone number is not valid.',
    whatToDo: 'Correct the number on the contact in Drift, then reprocess the conversation.',
  },
  not_textable: {
    headline: 'No text, because the phone number cannot receive texts.',
    whatToDo:
      'If the visitor has a mobile number, add it to the contact in Drift, then reprocess the conversation.',
  },
  opted_out: {
    headline: 'No text, because the visitor has opted out of texts.',
    whatToDo:
      'Do not text them. The visitor can change this by texting START. If it was a mistake, take the opt-out back below: that is audited.',
    tone: 'plain',
  },
  quiet_too_long: {
    headline: 'No text, because quiet hours would have delayed it for too long.',
    whatToDo: 'Answer in the chat. QUIET_HOURS and QUIET_MAX_AGE control this.',
  },
  too_late: {
    headline: 'No text, because it would have gone out too late.',
    whatToDo:
      'See below what delayed it (Drift, Twilio or a queue). If a late text is still welcome, reprocess the conversation.',
  },
  vendor_refused: {
    headline: 'No text, because Drift or Twilio permanently refused the request.',
    whatToDo: 'See the code below. Fix its cause, then reprocess the conversation.',
  },
  duplicate_session: {
    headline: 'No text, because another chat with this visitor uses the number that texts them.',
    whatToDo: 'Look at the visitor’s other conversation: that one is connected to the phone.',
    tone: 'plain',
  },
  number_in_use: {
    headline: 'No text, because none of our numbers was free for this phone.',
    whatToDo:
      'Answer in the chat. Each of our numbers has an open thread with this phone, and that thread is another contact’s. If it happens often, add numbers to TWILIO_FROM_NUMBERS.',
  },
  send_ambiguous: {
    headline: 'A text may have gone out; we could not tell, so we did not send it again.',
    whatToDo:
      'Use “Look again” on the parked send to ask Twilio for it. Send it again only if you are sure that Twilio does not have it.',
  },
  paused: {
    headline: 'No text, because sending was paused until it was too late.',
    whatToDo: 'If a late text is still welcome, resume sending and reprocess the conversation.',
  },
  disabled: {
    headline: 'No text, because texts are switched off, or on for test numbers only.',
    whatToDo: 'FOLLOW_UPS and TRIAL_NUMBERS control this. Until they change, reprocessing has no effect.',
    tone: 'plain',
  },
  country_not_served: {
    headline: 'No text, because texts to the country of this phone number are not switched on.',
    whatToDo:
      'If you serve that country, add it to TEXT_COUNTRIES (and to Twilio’s geo permissions), restart the workers, then reprocess the conversation.',
    tone: 'plain',
  },
  texted_too_often: {
    headline: 'No text, because this phone or contact has had as many first texts as one gets in a day.',
    whatToDo:
      'Answer in the chat. If many different chats name one number, somebody may be abusing your chat. FIRST_TEXTS_PER_NUMBER controls this.',
    tone: 'plain',
  },
  already_texted: {
    headline: 'No text, because the visitor was texted from another of their chats while this one waited.',
    whatToDo: 'Continue in the chat that was texted; a note in this one links to it.',
    tone: 'plain',
  },
  budget_spent: {
    headline: 'No text, because the first texts of the hour were spent until it was too late.',
    whatToDo:
      'See on the page Sending what spent them. If a late text is still welcome, reprocess the conversation. FIRST_TEXTS_PER_HOUR controls this.',
  },
  chat_gone: {
    headline: 'No text, because the conversation was deleted in Drift before the follow-up was due.',
    whatToDo:
      'If it is there after all, fetch it from Drift again (npx textback operate refresh), then reprocess the conversation.',
    tone: 'plain',
  },
  stopped: {
    headline: 'No text, because an operator stopped the workflow.',
    whatToDo: 'If that was a mistake, reprocess the conversation.',
  },
};
