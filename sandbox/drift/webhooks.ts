import { createHmac, randomUUID } from 'node:crypto';
import type { Ledger, WebhookEntry } from '../shared/ledger.js';
import type { Tasks } from '../shared/tasks.js';
import type { AttemptPlan } from '../shared/webhook-sender.js';
import { WebhookSender, accepted } from '../shared/webhook-sender.js';
import type { DriftEvent } from './events.js';
import type { DriftSwitches } from './switches.js';
import type { DriftApp, DriftOrg } from './types.js';

/** An app with a webhook: a company's private one, or one that companies connect. */
export interface Sender {
  verificationToken: string;
  signingSecret?: string;
}

/** Those of an org: its private app if it has one, then those that it connected. */
export function senders({ verificationToken, signingSecret }: DriftOrg, apps: readonly DriftApp[]): Sender[] {
  if (verificationToken === undefined) return [...apps];
  return [{ verificationToken, ...(signingSecret === undefined ? {} : { signingSecret }) }, ...apps];
}

/** Sends events as Drift does: `{orgId, type, token, data}` as JSON, the token in X-Verification-Token as well. */
export class DriftWebhooks {
  readonly sender: WebhookSender;
  readonly #switches: () => DriftSwitches;
  readonly #url: () => string | null;

  constructor(ledger: Ledger, tasks: Tasks, switches: () => DriftSwitches, url: () => string | null) {
    this.#switches = switches;
    this.#url = url;
    this.sender = new WebhookSender(ledger, tasks, switches, () => attemptPlan(switches()));
  }

  /** Queues the event; null when the app has not ticked its type. */
  emit(app: Sender, event: DriftEvent, onOutcome?: () => void): WebhookEntry | null {
    const switches = this.#switches();
    if (switches.subscribedEvents && !switches.subscribedEvents.includes(event.type)) return null;
    const id = switches.eventIds === 'none' ? {} : { [switches.eventIds]: randomUUID() };
    const inBody = switches.token === 'both' || switches.token === 'body';
    const token = inBody ? { token: app.verificationToken } : {};
    const body = { ...id, orgId: event.orgId, type: event.type, ...token, data: structuredClone(event.data) };
    return this.sendBody(app, event.type, body, {}, onOutcome);
  }

  /** Sends a body unchanged, with the headers that the switches require and the given ones. */
  sendBody(
    app: Sender,
    type: string,
    body: unknown,
    headers: Record<string, string>,
    onOutcome?: () => void,
  ): WebhookEntry {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    return this.sender.send({
      type,
      url: this.#url,
      body: withoutToken(body),
      render: () => ({ body: raw, headers: { ...this.#headers(app, raw), ...headers } }),
      ...(onOutcome ? { onOutcome } : {}),
    });
  }

  #headers(app: Sender, raw: string): Record<string, string> {
    const { token, hmac } = this.#switches();
    const secret = app.signingSecret;
    return {
      'content-type': 'application/json',
      'user-agent': 'drift-webhooks (sandbox)',
      ...(token === 'both' || token === 'header' ? { 'x-verification-token': app.verificationToken } : {}),
      ...(hmac && secret !== undefined
        ? { 'x-drift-signature': createHmac('sha256', secret).update(raw).digest('hex') }
        : {}),
    };
  }
}

function attemptPlan(switches: DriftSwitches): AttemptPlan {
  return {
    connectTimeoutMs: switches.timeoutMs,
    timeoutMs: switches.timeoutMs,
    connectTo: switches.connectTo,
    retryIn: (outcome, tries) =>
      accepted(outcome) || tries > switches.maxRetries ? null : switches.retryBaseMs * 2 ** (tries - 1),
  };
}

function withoutToken(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('token' in body)) return body;
  return { ...body, token: undefined };
}
