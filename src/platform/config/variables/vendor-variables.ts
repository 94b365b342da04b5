import { z } from 'zod';
import { callRate, httpUrl, integer, isPrivateRoute, numbersByUser, phoneNumbers } from '../formats.js';
import { sandboxCredentials } from '../sandbox-credentials.js';
import { chatApps } from './chat-app-variables.js';
import { bothOrNeither, secret, text, variable } from './variable.js';

const signingSecret = variable({
  name: 'DRIFT_SIGNING_SECRET',
  group: 'rarely',
  about:
    'Turns on a second check of Drift webhooks: the HMAC-SHA256 of the raw body, in hex, in the header x-drift-signature.',
  usedBy: 'gateway',
  published: sandboxCredentials.drift.signingSecret,
  ...secret,
});

/** How Drift is reached, and how its webhooks are known for its own. */
export const chat = {
  apiUrl: variable({
    name: 'DRIFT_API_URL',
    group: 'rarely',
    about: "Base URL of Drift's API.",
    shouldBe: 'an https URL, or in a sandbox or on this machine (loopback) an http URL',
    inLiveMode: isPrivateRoute,
    default: 'https://driftapi.com',
    sandbox: (sandboxPort) => `http://127.0.0.1:${sandboxPort + 1}`,
    inSupportBundle: 'url',
    schema: httpUrl,
  }),
  accessToken: variable({
    name: 'DRIFT_ACCESS_TOKEN',
    group: 'to set',
    about: 'Access token of the Drift app.',
    sandbox: sandboxCredentials.drift.accessToken,
    needed: 'the access token of the Drift app (for simulated vendors set SANDBOX=on instead of keys)',
    usedBy: 'worker',
    published: sandboxCredentials.drift.accessToken,
    inCompose: 'With docker compose: needed in any case.',
    ...secret,
  }),
  verificationToken: variable({
    name: 'DRIFT_VERIFICATION_TOKEN',
    group: 'to set',
    about: 'Verification token of the Drift app; every Drift webhook carries it.',
    sandbox: sandboxCredentials.drift.verificationToken,
    needed: {
      why: 'the verification token of the Drift app; without it anyone could send us events',
      unless: signingSecret,
    },
    usedBy: 'gateway',
    published: sandboxCredentials.drift.verificationToken,
    ...secret,
  }),
  previousVerificationToken: variable({
    name: 'DRIFT_VERIFICATION_TOKEN_PREVIOUS',
    group: 'rarely',
    about:
      'A second verification token that is accepted too: the other one while the token of the Drift app is being changed. ' +
      'Unset it when the change is done.',
    usedBy: 'gateway',
    published: sandboxCredentials.drift.verificationToken,
    ...secret,
  }),
  signingSecret,
  /** Of each token. */
  rateLimit: variable({
    name: 'DRIFT_RATE_LIMIT',
    group: 'rarely',
    about:
      "Drift API calls allowed for each org's token, over all processes: 10 or 10/s in any rolling second, 100/m in any rolling minute (and at most 10 of those in a second).",
    shouldBe: 'a whole number from 1 to 1000, or such as 10/s, 100/m, at most 6000/m',
    default: '10',
    inSupportBundle: 'value',
    schema: callRate(1_000, 6_000),
  }),
  orgId: variable({
    name: 'DRIFT_ORG_ID',
    group: 'rarely',
    about:
      'Drift org that the Twilio numbers belong to. Unset: the worker asks Drift which org its token belongs to.',
    shouldBe: "the org's number",
    sandbox: String(sandboxCredentials.drift.orgId),
    inSupportBundle: 'value',
    schema: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  /** The apps that companies connect by OAuth. */
  apps: chatApps,
};

/** How Twilio is reached, and with which numbers. */
export const sms = {
  apiUrl: variable({
    name: 'TWILIO_API_URL',
    group: 'rarely',
    about: "Base URL of Twilio's API.",
    shouldBe: 'an https URL, or in a sandbox or on this machine (loopback) an http URL',
    inLiveMode: isPrivateRoute,
    default: 'https://api.twilio.com',
    sandbox: (sandboxPort) => `http://127.0.0.1:${sandboxPort + 2}`,
    inSupportBundle: 'url',
    schema: httpUrl,
  }),
  accountSid: variable({
    name: 'TWILIO_ACCOUNT_SID',
    group: 'to set',
    about: 'Twilio account.',
    shouldBe: 'AC and 32 hexadecimal digits',
    sandbox: sandboxCredentials.twilio.accountSid,
    needed: 'AC and 32 hexadecimal digits (for simulated vendors set SANDBOX=on instead of keys)',
    published: sandboxCredentials.twilio.accountSid,
    inCompose: 'With docker compose: needed in any case.',
    schema: text.regex(/^AC[0-9a-fA-F]{32}$/),
  }),
  authToken: variable({
    name: 'TWILIO_AUTH_TOKEN',
    group: 'to set',
    about: "The account's auth token: Twilio signs its webhooks with it.",
    sandbox: sandboxCredentials.twilio.authToken,
    needed: "the account's auth token, which Twilio signs its webhooks with",
    published: sandboxCredentials.twilio.authToken,
    inCompose: 'With docker compose: needed in any case.',
    ...secret,
  }),
  previousAuthToken: variable({
    name: 'TWILIO_AUTH_TOKEN_PREVIOUS',
    group: 'rarely',
    about:
      "A second auth token whose signatures are accepted too: the other one while the account's token is being changed. " +
      'No call is made with it. Unset it when the change is done.',
    usedBy: 'gateway',
    published: sandboxCredentials.twilio.authToken,
    ...secret,
  }),
  /** What calls are made with; null: the auth token. */
  apiKey: bothOrNeither({
    sid: variable({
      name: 'TWILIO_API_KEY',
      group: 'to set',
      about: 'API key for calls to Twilio (recommended). Unset: calls use the auth token.',
      shouldBe: 'SK and 32 hexadecimal digits',
      usedBy: 'worker',
      published: sandboxCredentials.twilio.apiKey,
      schema: text.regex(/^SK[0-9a-fA-F]{32}$/),
    }),
    secret: variable({
      name: 'TWILIO_API_SECRET',
      group: 'to set',
      about: 'Secret of TWILIO_API_KEY.',
      usedBy: 'worker',
      published: sandboxCredentials.twilio.apiSecret,
      ...secret,
    }),
  }),
  /** All our numbers. */
  fromNumbers: variable({
    name: 'TWILIO_FROM_NUMBERS',
    perOrg: 'own',
    group: 'to set',
    about: 'Pool of our sending numbers. With n numbers, a visitor can have n text conversations at a time.',
    shouldBe: 'comma-separated numbers in E.164 form, such as +12025550123,+12025550124',
    sandbox: sandboxCredentials.twilio.numbers.join(','),
    needed: 'at least one number of ours in E.164 form',
    inCompose: 'With docker compose: needed in any case.',
    inSupportBundle: 'numbers',
    schema: phoneNumbers,
  }),
  /** Those of our numbers that belong to one Drift user each, by user ID. */
  repNumbers: variable({
    name: 'REP_NUMBERS',
    perOrg: 'own',
    group: 'policy',
    about:
      'Numbers from the pool reserved for one rep each: only new threads of conversations that include the rep use them.',
    shouldBe: 'comma-separated pairs of Drift user ID and number of ours, such as 41:+12025550123',
    whenUnset: {},
    schema: numbersByUser,
  }),
  /** Segments a second of each number; null: by the kind of number. */
  senderRate: variable({
    name: 'SENDER_RATE',
    perOrg: 'default',
    group: 'rarely',
    about:
      'Segments per second that each of our numbers sends; follow-ups due at the same time go out one after another. auto: 1 for a long code, 3 for toll-free, 10 for a short code.',
    shouldBe: 'auto or a whole number from 1 to 1000',
    default: 'auto',
    inSupportBundle: 'value',
    schema: z.union([z.literal('auto').transform(() => null), integer(1, 1_000)]),
  }),
  messagingServiceSid: variable({
    name: 'TWILIO_MESSAGING_SERVICE_SID',
    perOrg: 'own',
    group: 'rarely',
    about: 'Messaging Service to send through; the number from the pool is pinned beside it.',
    shouldBe: 'MG and 32 hexadecimal digits',
    schema: text.regex(/^MG[0-9a-fA-F]{32}$/),
  }),
};
