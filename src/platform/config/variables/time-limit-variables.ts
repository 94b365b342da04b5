import { z } from 'zod';
import { duration } from '../formats.js';
import { variable } from './variable.js';

/** How long things are waited for, or are still of use. */
export const timeLimits = {
  followUpMaxAgeMs: variable({
    name: 'FOLLOW_UP_MAX_AGE',
    perOrg: 'default',
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
    perOrg: 'default',
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
    perOrg: 'default',
    group: 'policy',
    about: 'A follow-up is dropped if quiet hours would delay it for longer than this.',
    shouldBe: 'a time such as 14h',
    default: '14h',
    inSupportBundle: 'value',
    schema: duration(0, 7 * 24 * 3_600_000),
  }),
  latePhoneWindowMs: variable({
    name: 'LATE_PHONE_WINDOW',
    perOrg: 'default',
    group: 'policy',
    about: 'How long after the chat opened a late phone number still leads to a text.',
    shouldBe: 'a time such as 24h',
    default: '24h',
    inSupportBundle: 'value',
    schema: duration(0, 30 * 24 * 3_600_000),
  }),
  sessionIdleMs: variable({
    name: 'SESSION_IDLE',
    perOrg: 'default',
    group: 'policy',
    about: 'A text thread closes after this long without a message.',
    shouldBe: 'a time such as 30d',
    default: '30d',
    inSupportBundle: 'value',
    schema: duration(60_000, 365 * 24 * 3_600_000),
  }),
  lateTextWindowMs: variable({
    name: 'LATE_TEXT_WINDOW',
    perOrg: 'default',
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
