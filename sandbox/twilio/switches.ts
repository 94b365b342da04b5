import { z } from 'zod';
import { connectTo, deliveryKnobs } from '../shared/delivery-switches.js';
import { statuses } from './types.js';

const callbacks = z.strictObject({
  /** False: texts are delivered and no callback ever says so. */
  enabled: z.boolean().default(true),
  /** The statuses after the initial one, each with a callback; a Messaging Service adds `queued` first. */
  sequence: z.array(z.enum(statuses)).default(['sent', 'delivered']),
  /** Statuses without a callback. */
  missing: z.array(z.enum(statuses)).default([]),
  /** Wait before each status. */
  statusDelayMs: z.number().nonnegative().default(20),
  /** Delivers the first callback before the POST is answered. */
  beforeReply: z.boolean().default(false),
});

const inbound = z.strictObject({
  /** Connection overrides as in a URL's fragment: `rc=3&rp=ct,rt,5xx&rt=4000` (Twilio docs, connection overrides). */
  overrides: z.string().default(''),
  /** Called with ErrorCode and ErrorUrl when the webhook failed; null for none. */
  fallbackUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** City, state, ZIP and country of both numbers. */
  geo: z.boolean().default(true),
  /** The numbers are in a Messaging Service with Advanced Opt-Out: OptOutType is sent for keywords. */
  advancedOptOut: z.boolean().default(false),
  /** Media are asked for with credentials and then lie elsewhere, without; false: they are served where they are asked for. */
  mediaRedirect: z.boolean().default(true),
  /** Parameters that Twilio added without notice. */
  extraParams: z.record(z.string(), z.string()).default({}),
});

export const twilioSwitchesSchema = z.strictObject({
  callbacks: callbacks.prefault({}),
  inbound: inbound.prefault({}),
  // Delivery of webhooks and callbacks alike
  ...deliveryKnobs,
  connectTo,
  /** Puts the trial account's words before every body. */
  trialPrefix: z.boolean().default(false),
  /** A text does not stand in the list until it is this old. */
  listLagMs: z.number().nonnegative().default(0),
  /** E.164 numbers that are landlines: texts to them are refused with 21614, Lookup tells their type. */
  landlines: z.array(z.string()).default([]),
});
export type TwilioSwitches = z.output<typeof twilioSwitchesSchema>;
export type TwilioSwitchesInput = z.input<typeof twilioSwitchesSchema>;
