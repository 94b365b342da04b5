import { z } from 'zod';
import { clockRange, countryCode, duration, onOff, timeZone } from '../formats.js';
import { template } from '../template.js';
import { text, variable } from './variable.js';

/** What is said to visitors, and when. */
export const behaviour = {
  followUps: variable({
    name: 'FOLLOW_UPS',
    group: 'policy',
    about: 'Whether visitors get a first text. Off: no first texts; open threads continue.',
    shouldBe: 'on or off',
    default: 'on',
    inSupportBundle: 'value',
    schema: onOff,
  }),
  followUpDelayMs: variable({
    name: 'FOLLOW_UP_DELAY',
    group: 'policy',
    about:
      "How long a chat waits for a person to answer before the visitor is texted, counted from the event's own time. Sandbox: 15s.",
    shouldBe: 'a time such as 5m, 90s or 1h',
    default: '5m',
    sandbox: '15s',
    inSupportBundle: 'value',
    schema: duration(1_000, 24 * 3_600_000),
  }),
  followUpTemplate: variable({
    name: 'FOLLOW_UP_TEMPLATE',
    group: 'policy',
    about: 'The first text. {name} is the visitor\'s first name, else "there"; {business} is BUSINESS_NAME.',
    shouldBe:
      'a text of at most 480 characters with {business} and the word STOP, and no other {placeholders} than {name}',
    default:
      'Hi {name}, {business} saw your message and will reply to you here by text. Reply STOP to opt out.',
    schema: template(480, ['name', 'business']),
  }),
  helpTemplate: variable({
    name: 'HELP_TEMPLATE',
    group: 'policy',
    about:
      'The answer to HELP, at most once a day per thread, unless Advanced Opt-Out answers. {business} is BUSINESS_NAME.',
    shouldBe:
      'a text of at most 320 characters with {business} and the word STOP, and no other {placeholders}',
    default:
      '{business}: we text you about the chat that you started on our website. Write here to reach us. Reply STOP to opt out.',
    schema: template(320, ['business']),
  }),
  businessName: variable({
    name: 'BUSINESS_NAME',
    group: 'to set',
    about: 'Name that visitors know the company by. Sandbox: Acme.',
    shouldBe: 'a name',
    sandbox: 'Acme',
    needed: 'the name that visitors know the company by; every first text carries it',
    schema: text,
  }),
  defaultCountry: variable({
    name: 'DEFAULT_COUNTRY',
    group: 'policy',
    about: 'Country of phone numbers written without a country code.',
    shouldBe: 'a two-letter country code such as US',
    default: 'US',
    inSupportBundle: 'value',
    schema: countryCode,
  }),
  quietHours: variable({
    name: 'QUIET_HOURS',
    group: 'policy',
    about: "Hours without unsolicited texts, in the visitor's time zone.",
    shouldBe: 'HH:MM-HH:MM such as 21:00-08:00, or off',
    default: '21:00-08:00',
    inSupportBundle: 'value',
    schema: clockRange,
  }),
  defaultTimeZone: variable({
    name: 'DEFAULT_TIME_ZONE',
    group: 'policy',
    about: 'Time zone for quiet hours if neither the chat nor the phone number shows one.',
    shouldBe: 'an IANA time zone such as America/New_York',
    default: 'America/New_York',
    inSupportBundle: 'value',
    schema: timeZone,
  }),
  quietReplyWindowMs: variable({
    name: 'QUIET_REPLY_WINDOW',
    group: 'policy',
    about:
      "A rep's message goes out even in quiet hours if the visitor wrote within this time; otherwise it waits for the morning.",
    shouldBe: 'a time such as 1h',
    default: '1h',
    inSupportBundle: 'value',
    schema: duration(0, 7 * 24 * 3_600_000),
  }),
  reorderWindowMs: variable({
    name: 'REORDER_WINDOW',
    group: 'rarely',
    about:
      'How long a message waits for an earlier one that arrives later, unless the vendor shows that none is missing. 0s: messages are relayed as they arrive.',
    shouldBe: 'a time such as 2s',
    default: '2s',
    inSupportBundle: 'value',
    schema: duration(0, 60_000),
  }),
  botMessages: variable({
    name: 'BOT_MESSAGES',
    group: 'policy',
    about:
      "On: once the visitor was texted, chat messages from Drift's bots and playbooks go to the phone too.",
    shouldBe: 'on or off',
    default: 'off',
    inSupportBundle: 'value',
    schema: onOff,
  }),
  visitorTexts: variable({
    name: 'VISITOR_TEXTS',
    group: 'policy',
    about:
      "How the visitor's texts are posted in Drift. note: as private notes, which the web chat does not show, until the phone is proved; chat: as chat messages, so that whoever typed the number into the chat reads what its owner texts. A conversation keeps what it began with.",
    shouldBe: 'note or chat',
    default: 'note',
    inSupportBundle: 'value',
    schema: z.enum(['note', 'chat']),
  }),
  signedIdentities: variable({
    name: 'SIGNED_IDENTITIES',
    group: 'policy',
    about:
      "required: your site signs its visitors' identities, and Drift's widget is set to REQUIRED; a phone number that was on the contact when the chat opened then counts as proved. off: only an operator proves a phone.",
    shouldBe: 'off or required',
    default: 'off',
    inSupportBundle: 'value',
    schema: z.enum(['off', 'required']),
  }),
  markerTag: variable({
    name: 'MARKER_TAG',
    group: 'policy',
    about: 'Tag on a Drift conversation whose visitor was texted.',
    shouldBe: 'letters, digits, dashes and underscores, at most 60',
    default: 'sms-follow-up',
    inSupportBundle: 'value',
    schema: text.regex(/^[\w-]{1,60}$/),
  }),
  followUpMaxAgeMs: variable({
    name: 'FOLLOW_UP_MAX_AGE',
    group: 'policy',
    about:
      'A follow-up is dropped if it cannot go out within this time after it was due: a late text is worse than none.',
    shouldBe: 'a time such as 1h',
    default: '1h',
    inSupportBundle: 'value',
    schema: duration(60_000, 7 * 24 * 3_600_000),
  }),
  relayMaxAgeMs: variable({
    name: 'RELAY_MAX_AGE',
    group: 'policy',
    about:
      "A rep's message is dropped if it cannot be texted within this time, not counting quiet hours; the rep is told.",
    shouldBe: 'a time such as 1h',
    default: '1h',
    inSupportBundle: 'value',
    schema: duration(60_000, 7 * 24 * 3_600_000),
  }),
  quietMaxAgeMs: variable({
    name: 'QUIET_MAX_AGE',
    group: 'policy',
    about: 'A follow-up is dropped if quiet hours would delay it for longer than this.',
    shouldBe: 'a time such as 14h',
    default: '14h',
    inSupportBundle: 'value',
    schema: duration(0, 7 * 24 * 3_600_000),
  }),
  latePhoneWindowMs: variable({
    name: 'LATE_PHONE_WINDOW',
    group: 'policy',
    about: 'How long after the chat opened a late phone number still leads to a text.',
    shouldBe: 'a time such as 24h',
    default: '24h',
    inSupportBundle: 'value',
    schema: duration(0, 30 * 24 * 3_600_000),
  }),
  sessionIdleMs: variable({
    name: 'SESSION_IDLE',
    group: 'policy',
    about: 'A text thread closes after this long without a message.',
    shouldBe: 'a time such as 30d',
    default: '30d',
    inSupportBundle: 'value',
    schema: duration(60_000, 365 * 24 * 3_600_000),
  }),
  lateTextWindowMs: variable({
    name: 'LATE_TEXT_WINDOW',
    group: 'policy',
    about:
      'A text to a thread that closed within this time opens it again; a later text is put into the conversation and flagged.',
    shouldBe: 'a time such as 30d',
    default: '30d',
    inSupportBundle: 'value',
    schema: duration(0, 365 * 24 * 3_600_000),
  }),
  reconcileWindowMs: variable({
    name: 'RECONCILE_WINDOW',
    group: 'rarely',
    about:
      'If the outcome of a send is unclear, Textback looks for it at the vendor for this long before it counts as absent.',
    shouldBe: 'a time such as 60s',
    default: '60s',
    inSupportBundle: 'value',
    schema: duration(1_000, 3_600_000),
  }),
  unclearAfterMs: variable({
    name: 'UNCLEAR_AFTER',
    group: 'rarely',
    about: 'A text stays unclear permanently if Twilio could not be asked about it for this long.',
    shouldBe: 'a time such as 30m, at most 1h',
    default: '30m',
    inSupportBundle: 'value',
    schema: duration(1_000, 3_600_000),
  }),
  unclearTexts: variable({
    name: 'UNCLEAR_TEXTS',
    group: 'policy',
    about:
      'What happens to a text that stays unclear. leave: it is not sent again and is shown to the operator; send-again: it is sent once more and may arrive twice.',
    shouldBe: 'leave or send-again',
    default: 'leave',
    inSupportBundle: 'value',
    schema: z.enum(['leave', 'send-again']),
  }),
  sweepIntervalMs: variable({
    name: 'SWEEP_INTERVAL',
    group: 'rarely',
    about:
      "How often Textback reads the vendors' lists for messages whose webhooks were lost, and looks for open conversations without a workflow. It does so at start too, and after PostgreSQL was away.",
    shouldBe: 'a time from 10s to 1h, such as 5m',
    default: '5m',
    inSupportBundle: 'value',
    schema: duration(10_000, 3_600_000),
  }),
  statusCheckAfterMs: variable({
    name: 'STATUS_CHECK_AFTER',
    group: 'rarely',
    about:
      'Textback asks Twilio about a text without a final status after this time, and again after four times and 24 times as long.',
    shouldBe: 'a time from 1s to 24h, such as 15m',
    default: '15m',
    inSupportBundle: 'value',
    schema: duration(1_000, 24 * 3_600_000),
  }),
};
