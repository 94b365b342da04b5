import { z } from 'zod';
import { clockRange, countryCode, duration, onOff, timeZone } from '../formats.js';
import { template } from '../template.js';
import { timeLimits } from './time-limit-variables.js';
import { text, variable } from './variable.js';

/** What is said to visitors, and when. */
export const behaviour = {
  followUps: variable({
    name: 'FOLLOW_UPS',
    perOrg: 'default',
    group: 'policy',
    about: 'Whether visitors get a first text. Off: no first texts; open threads continue.',
    shouldBe: 'on or off',
    default: 'on',
    inSupportBundle: 'value',
    schema: onOff,
  }),
  followUpDelayMs: variable({
    name: 'FOLLOW_UP_DELAY',
    perOrg: 'default',
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
    perOrg: 'default',
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
    perOrg: 'default',
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
    perOrg: 'own',
    group: 'to set',
    about: 'Name that visitors know the company by. Sandbox: Acme.',
    shouldBe: 'a name',
    sandbox: 'Acme',
    needed: 'the name that visitors know the company by; every first text carries it',
    schema: text,
  }),
  defaultCountry: variable({
    name: 'DEFAULT_COUNTRY',
    perOrg: 'default',
    group: 'policy',
    about: 'Country of phone numbers written without a country code.',
    shouldBe: 'a two-letter country code such as US',
    default: 'US',
    inSupportBundle: 'value',
    schema: countryCode,
  }),
  quietHours: variable({
    name: 'QUIET_HOURS',
    perOrg: 'default',
    group: 'policy',
    about: "Hours without unsolicited texts, in the visitor's time zone.",
    shouldBe: 'HH:MM-HH:MM such as 21:00-08:00, or off',
    default: '21:00-08:00',
    inSupportBundle: 'value',
    schema: clockRange,
  }),
  defaultTimeZone: variable({
    name: 'DEFAULT_TIME_ZONE',
    perOrg: 'default',
    group: 'policy',
    about: 'Time zone for quiet hours if neither the chat nor the phone number shows one.',
    shouldBe: 'an IANA time zone such as America/New_York',
    default: 'America/New_York',
    inSupportBundle: 'value',
    schema: timeZone,
  }),
  quietReplyWindowMs: variable({
    name: 'QUIET_REPLY_WINDOW',
    perOrg: 'default',
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
    perOrg: 'default',
    group: 'policy',
    about:
      "On: once the visitor was texted, chat messages from Drift's bots and playbooks go to the phone too: at most five that the phone has not answered with a text; then they stay in the chat until it writes.",
    shouldBe: 'on or off',
    default: 'off',
    inSupportBundle: 'value',
    schema: onOff,
  }),
  visitorTexts: variable({
    name: 'VISITOR_TEXTS',
    perOrg: 'default',
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
    perOrg: 'own',
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
    perOrg: 'default',
    group: 'policy',
    about: 'Tag on a Drift conversation whose visitor was texted.',
    shouldBe: 'letters, digits, dashes and underscores, at most 60',
    default: 'sms-follow-up',
    inSupportBundle: 'value',
    schema: text.regex(/^[\w-]{1,60}$/),
  }),
  ...timeLimits,
};
