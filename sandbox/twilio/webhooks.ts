import { randomUUID } from 'node:crypto';
import type { PostOutcome } from '../shared/http-post.js';
import type { Ledger, WebhookEntry } from '../shared/ledger.js';
import type { Tasks } from '../shared/tasks.js';
import { WebhookSender } from '../shared/webhook-sender.js';
import { connectionPlan } from './connection-overrides.js';
import { signature } from './signature.js';
import type { TwilioSwitches } from './switches.js';

/** Sends signed forms as Twilio does. The idempotency token is that of the event: the same for every try of it. */
export class TwilioWebhooks {
  readonly sender: WebhookSender;
  readonly #authToken: string;

  constructor(authToken: string, ledger: Ledger, tasks: Tasks, switches: () => TwilioSwitches) {
    this.#authToken = authToken;
    this.sender = new WebhookSender(ledger, tasks, switches, (url) =>
      connectionPlan(url, switches().connectTo),
    );
  }

  /** `url` is read at each delivery; null while Textback's address is unknown. */
  send(
    type: 'inbound' | 'status',
    url: () => string | null,
    params: Record<string, string>,
    onOutcome?: (outcome: PostOutcome | null) => void,
  ): WebhookEntry {
    const token = randomUUID();
    return this.sender.send({
      type,
      url,
      body: params,
      render: (target) => ({
        body: new URLSearchParams(params).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          'user-agent': 'TwilioProxy/1.1',
          accept: '*/*',
          'x-twilio-signature': signature(this.#authToken, target, params),
          'i-twilio-idempotency-token': token,
        },
      }),
      ...(onOutcome ? { onOutcome } : {}),
    });
  }
}
