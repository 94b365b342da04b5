import { z } from 'zod';
import { clockRange, countryCode, duration, onOff, timeZone } from '../formats.js';
import { template } from '../template.js';
import { text, variable, plain } from './variable.js';

/** What is said to visitors, and when. */
export const behaviourVariables = {
  FOLLOW_UPS: variable({
    about: 'Off: nobody is texted who has not been; threads that are open go on.',
    shouldBe: 'on or off',
    default: 'on',
    schema: onOff,
  }),
  FOLLOW_UP_DELAY: variable({
    about:
      "How long a chat waits for a person before its visitor is texted, from the event's own time. Sandbox: 15s.",
    shouldBe: 'a time such as 5m, 90s or 1h',
    default: '5m',
    schema: duration(1_000, 24 * 3_600_000),
  }),
  FOLLOW_UP_TEMPLATE: variable({
    about: 'The first text. {name} is the visitor\'s first name, else "there"; {business} is BUSINESS_NAME.',
    shouldBe:
      'a text of at most 480 characters with {business} and the word STOP, and no other {placeholders} than {name}',
    default:
      'Hi {name}, {business} saw your message and will reply to you here by text. Reply STOP to opt out.',
    schema: template(480, ['name', 'business']),
  }),
  HELP_TEMPLATE: variable({
    about:
      'What a visitor gets who texts HELP, once a day at the most, unless Advanced Opt-Out answers. {business} is BUSINESS_NAME.',
    shouldBe:
      'a text of at most 320 characters with {business} and the word STOP, and no other {placeholders}',
    default:
      '{business}: we text you about the chat that you started on our website. Write here to reach us. Reply STOP to opt out.',
    schema: template(320, ['business']),
  }),
  BUSINESS_NAME: plain('Name that visitors know the company by. Sandbox: Acme.', 'a name'),
  DEFAULT_COUNTRY: variable({
    about: 'Country of phone numbers that visitors write without a country code.',
    shouldBe: 'a two-letter country code such as US',
    default: 'US',
    schema: countryCode,
  }),
  QUIET_HOURS: variable({
    about: "Hours in which no unsolicited text goes out, in the visitor's time zone.",
    shouldBe: 'HH:MM-HH:MM such as 21:00-08:00, or off',
    default: '21:00-08:00',
    schema: clockRange,
  }),
  DEFAULT_TIME_ZONE: variable({
    about: 'Time zone for quiet hours where neither the chat nor the number tells one.',
    shouldBe: 'an IANA time zone such as America/New_York',
    default: 'America/New_York',
    schema: timeZone,
  }),
  QUIET_REPLY_WINDOW: variable({
    about:
      "A rep's message goes out in quiet hours too if the visitor has written within this time; else it waits for the morning.",
    shouldBe: 'a time such as 1h',
    default: '1h',
    schema: duration(0, 7 * 24 * 3_600_000),
  }),
  REORDER_WINDOW: variable({
    about:
      'How long a message waits for one that was written before it and arrives after it, unless the vendor shows that none is missing. 0s: messages go on as they arrive.',
    shouldBe: 'a time such as 2s',
    default: '2s',
    schema: duration(0, 60_000),
  }),
  BOT_MESSAGES: variable({
    about:
      "On: chat messages of Drift's bots and playbooks go to the phone too, once the visitor was texted.",
    shouldBe: 'on or off',
    default: 'off',
    schema: onOff,
  }),
  MARKER_TAG: variable({
    about: 'Conversation tag that marks in Drift that a text went out.',
    shouldBe: 'letters, digits, dashes and underscores, at most 60',
    default: 'sms-follow-up',
    schema: text.regex(/^[\w-]{1,60}$/),
  }),
  FOLLOW_UP_MAX_AGE: variable({
    about:
      'A follow-up that could not go out within this time of being due is dropped: late is worse than never.',
    shouldBe: 'a time such as 1h',
    default: '1h',
    schema: duration(60_000, 7 * 24 * 3_600_000),
  }),
  RELAY_MAX_AGE: variable({
    about:
      "A rep's message that could not be texted within this time, quiet hours not counted, is dropped, and the rep is told.",
    shouldBe: 'a time such as 1h',
    default: '1h',
    schema: duration(60_000, 7 * 24 * 3_600_000),
  }),
  QUIET_MAX_AGE: variable({
    about: 'A follow-up that quiet hours would hold back for longer than this is dropped.',
    shouldBe: 'a time such as 14h',
    default: '14h',
    schema: duration(0, 7 * 24 * 3_600_000),
  }),
  LATE_PHONE_WINDOW: variable({
    about: 'How long after the chat opened a phone number that turns up late still leads to a text.',
    shouldBe: 'a time such as 24h',
    default: '24h',
    schema: duration(0, 30 * 24 * 3_600_000),
  }),
  SESSION_IDLE: variable({
    about: 'A text thread in which nothing was said for this long is closed.',
    shouldBe: 'a time such as 30d',
    default: '30d',
    schema: duration(60_000, 365 * 24 * 3_600_000),
  }),
  LATE_TEXT_WINDOW: variable({
    about:
      'A text to a thread that was closed within this time opens it again; a later one is put into the conversation and flagged.',
    shouldBe: 'a time such as 30d',
    default: '30d',
    schema: duration(0, 365 * 24 * 3_600_000),
  }),
  RECONCILE_WINDOW: variable({
    about: 'A send of unclear outcome is looked for at the vendor over this time before it counts as absent.',
    shouldBe: 'a time such as 60s',
    default: '60s',
    schema: duration(1_000, 3_600_000),
  }),
  UNCLEAR_AFTER: variable({
    about:
      'A text of unclear outcome counts as unclear for good when Twilio could not be asked for it this long.',
    shouldBe: 'a time such as 30m, at most 1h',
    default: '30m',
    schema: duration(1_000, 3_600_000),
  }),
  UNCLEAR_TEXTS: variable({
    about:
      'What becomes of a text that is unclear for good. leave: it is not repeated, and shown to the operator; send-again: it is sent once more and may arrive twice.',
    shouldBe: 'leave or send-again',
    default: 'leave',
    schema: z.enum(['leave', 'send-again']),
  }),
  STATUS_CHECK_AFTER: variable({
    about:
      'A text without a last word after this time is asked for at Twilio; again after four times and 24 times as long.',
    shouldBe: 'a time from 1s to 24h, such as 15m',
    default: '15m',
    schema: duration(1_000, 24 * 3_600_000),
  }),
} as const;
