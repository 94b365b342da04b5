import { z } from 'zod';
import { httpUrl, integer, numbersByUser, phoneNumbers } from '../formats.js';
import { text, variable, secret } from './variable.js';

/** How Drift and Twilio are reached, and with which numbers. */
export const vendorVariables = {
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
  REP_NUMBERS: variable({
    about:
      'Numbers of the pool that belong to one rep each: a new thread of a conversation that this rep is in takes it, no other does.',
    shouldBe: 'comma-separated pairs of Drift user ID and number of ours, such as 41:+12025550123',
    schema: numbersByUser,
  }),
  SENDER_RATE: variable({
    about:
      'Segments a second that each number of ours sends; follow-ups that are due together wait for their turn. auto: 1 for a long code, 3 toll-free, 10 for a short code.',
    shouldBe: 'auto or a whole number from 1 to 1000',
    default: 'auto',
    schema: z.union([z.literal('auto').transform(() => null), integer(1, 1_000)]),
  }),
  TWILIO_MESSAGING_SERVICE_SID: variable({
    about: 'Messaging Service to send through; the number from the pool is pinned beside it.',
    shouldBe: 'MG and 32 hexadecimal digits',
    schema: text.regex(/^MG[0-9a-fA-F]{32}$/),
  }),
} as const;
