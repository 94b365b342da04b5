import type { FastifyInstance } from 'fastify';
import type { NamedEvent } from '../../../contracts/events.js';
import { webhookPaths } from '../../../contracts/stored-names.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { ChatWebhooks } from '../../../vendors/chat.js';
import { MalformedEvent } from '../../../vendors/malformed-event.js';
import { parseJson } from '../json-body.js';
import type { GatewayContext } from '../context.js';

/** The chat vendor's webhook: verify, name, store, answer. */
export function chatWebhook(app: FastifyInstance, { webhooks, accept }: GatewayContext): void {
  app.post(webhookPaths.chat, async (request) => {
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const verdict = webhooks.chat.verifyHeaders(request.headers, body);
    if (verdict === 'forged') throw new HttpError('forged_webhook');
    const type = request.headers['content-type'] ?? 'application/json';
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new HttpError('unsupported_media_type');
    const payload = parseJson(body);
    if (!webhooks.chat.isTokenRight(payload, verdict === 'token-needed'))
      throw new HttpError('forged_webhook');
    await accept(nameEvent(webhooks.chat, payload));
    return { ok: true };
  });
}

function nameEvent(chat: ChatWebhooks, payload: unknown): NamedEvent {
  try {
    return chat.nameEvent(payload);
  } catch (error) {
    if (error instanceof MalformedEvent) throw new HttpError('malformed_body', error.message);
    throw error;
  }
}
