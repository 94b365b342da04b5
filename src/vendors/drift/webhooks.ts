import type { ChatWebhooks } from '../chat.js';
import { parseDriftEvent } from './webhook-event.js';
import { isBodyTokenRight, verifyDriftHeaders, type DriftWebhookSecrets } from './webhook-verification.js';

/** Drift's webhooks, proved by these secrets. */
export const createDriftWebhooks = (secrets: DriftWebhookSecrets): ChatWebhooks => ({
  verifyHeaders(headers, rawBody) {
    const header = (name: string) => [headers[name]].flat()[0];
    const token = header('x-verification-token');
    return verifyDriftHeaders(secrets, { token, signature: header('x-drift-signature') }, rawBody);
  },
  isTokenRight: (payload, needed) => isBodyTokenRight(secrets, payload, needed),
  nameEvent: parseDriftEvent,
});
