/** What Textback's states and reasons mean, in a visitor's name and plain words. */
const REASONS = {
  answered: 'No text: a rep answered in time.',
  closed: 'No text: the chat was closed first.',
  no_phone: (name) => `No text: ${name} left no phone number.`,
  invalid_phone: (name) => `No text: the phone number ${name} gave is not valid.`,
  not_textable: 'No text: this number cannot receive texts. It may be a landline.',
  opted_out: 'No text: this visitor opted out of texts.',
  quiet_too_long: 'No text: quiet hours would have delayed it for too long.',
  vendor_refused: 'No text: Drift or Twilio permanently refused the request.',
  too_late: 'No text: it would have gone out too late to be useful.',
  duplicate_session: (name) => `No text: another chat with ${name} has taken over this number.`,
  number_in_use: 'No text: every number already has a thread with this phone, and it is somebody else’s.',
  paused: 'No text: sending was paused until it was too late.',
  disabled: 'No text: texts are switched off, or on for test numbers only.',
  country_not_served: 'No text: texts to this country are not switched on.',
  texted_too_often: 'No text: this phone has had as many first texts as one gets in a day.',
  already_texted: (name) => `No text: ${name} was texted from another chat while this one waited.`,
  budget_spent: 'No text: the hour’s first texts were spent until it was too late.',
  chat_gone: 'No text: the conversation was deleted in Drift.',
  stopped: 'No text: an operator stopped the workflow.',
  send_ambiguous: 'No second text: it is unclear whether the first went out.',
};

/** A reason in plain words; one that this page does not know is shown as Textback named it. */
export function reasonWords(reason, name) {
  const words = REASONS[reason];
  if (typeof words === 'function') return words(name);
  return words ?? `No text: ${String(reason).replaceAll('_', ' ')}.`;
}

/** Whole seconds below two minutes, minutes and seconds below an hour, else hours and minutes. */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  if (seconds < 120) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** "15 seconds", "five minutes": the production delay is five minutes by default. */
export function delayWords(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds === 300) return 'five minutes';
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return duration(ms);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const clock = (ms) => CLOCK.format(ms);

const RECEIPTS = {
  accepted: ['·', 'accepted'],
  queued: ['·', 'queued'],
  scheduled: ['·', 'scheduled'],
  sending: ['·', 'sending'],
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  read: ['✓✓', 'read'],
  undelivered: ['✕', 'not delivered'],
  failed: ['✕', 'failed'],
  canceled: ['✕', 'cancelled'],
};

/** Twilio's message status as a tick and a word: facts of the `MessageStatus` list in Twilio's docs. */
export function receipt(status) {
  const [tick, word] = RECEIPTS[status] ?? ['·', String(status)];
  return { tick, word };
}

/** Statuses after which a text is on nobody's phone. */
export const isLost = (status) => status === 'failed' || status === 'undelivered' || status === 'canceled';

const DELIVERY_ERRORS = {
  30003: 'the phone is off or out of reach',
  30004: 'the phone or its carrier blocks our texts',
  30005: 'the number is not in service',
  30006: 'the number is a landline or cannot be reached',
  30007: 'the carrier filtered it',
  30008: 'the carrier did not say why',
};

/** Why a text was not delivered: Twilio's error codes for messages that a carrier gave back. */
export const deliveryWords = (code) =>
  DELIVERY_ERRORS[code] ?? (code ? `Twilio error ${code}` : 'Twilio gave no reason');
