/**
 * Why a conversation got no text: the fixed list, each with its words for people. Shared with docs/reasons.md (a test
 * holds them together). A conversation without a text has exactly one.
 */
export const reasons = {
  answered: 'a person answered in time',
  closed: 'the chat was closed',
  no_phone: 'no phone number is known',
  invalid_phone: 'the phone number is not a valid one',
  not_textable: 'the phone number cannot take texts',
  opted_out: 'the visitor has opted out of texts',
  quiet_too_long: 'quiet hours would have held the text back for too long',
  too_late: 'the text could not go out soon enough to be of use',
  vendor_refused: 'Drift or Twilio refused for good',
  duplicate_session: 'another chat of the same visitor has taken over the number that they were texted from',
  send_ambiguous: 'it could not be found out whether the text went out, so it was not repeated',
  paused: 'an operator had paused texts until it was too late',
  disabled: 'follow-ups are switched off',
  stopped: 'an operator stopped the workflow',
} as const;

export type Reason = keyof typeof reasons;
