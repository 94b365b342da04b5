/**
 * Why a conversation got no text: the fixed list, each with its words for people. Shared with docs/reasons.md (a test
 * holds them together). A conversation without a text has exactly one.
 */
export const reasons = {
  answered: 'a person answered in time',
  closed: 'the chat was closed',
  no_phone: 'no phone number is known',
  invalid_phone: 'the phone number is not valid',
  not_textable: 'the phone number cannot receive texts',
  opted_out: 'the visitor has opted out of texts',
  quiet_too_long: 'quiet hours would have delayed the text for too long',
  too_late: 'the text would have gone out too late',
  vendor_refused: 'Drift or Twilio permanently refused the request',
  duplicate_session: 'another chat with the same visitor has taken over the number that texted them',
  number_in_use: 'none of our numbers was free for this phone',
  send_ambiguous: 'we could not tell whether the text went out, so we did not send it again',
  paused: 'sending was paused until it was too late',
  disabled: 'texts are switched off, or on for test numbers only',
  country_not_served: 'texts to the country of this phone number are not switched on',
  texted_too_often: 'this phone or contact has had as many first texts as one gets in a day',
  already_texted: 'the visitor was texted from another of their chats while this one waited',
  budget_spent: 'the first texts that may go out in an hour were spent until it was too late',
  chat_gone: 'the conversation was deleted in Drift',
  stopped: 'an operator stopped the workflow',
} as const;

export type Reason = keyof typeof reasons;
