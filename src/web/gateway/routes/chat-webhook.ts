import type { FastifyInstance } from 'fastify';
import type { NamedEvent } from '../../../contracts/events.js';
import { webhookPaths } from '../../../contracts/stored-names.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { ChatWebhooks } from '../../../vendors/chat.js';
import { MalformedEvent } from '../../../vendors/malformed-event.js';
import { checkHeaders, foreignEvent, provedApps } from '../chat-apps.js';
import { parseJson } from '../json-body.js';
import type { GatewayContext } from '../context.js';

/** The chat vendor's webhook: verify, name, store, answer. */
export function chatWebhook(app: FastifyInstance, { webhooks, vouches, accept, log }: GatewayContext): void {
  app.post(webhookPaths.chat, async (request) => {
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const verdicts = checkHeaders(webhooks.chat, request.headers, body);
    const type = request.headers['content-type'] ?? 'application/json';
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new HttpError('unsupported_media_type');
    const payload = parseJson(body);
    const proved = provedApps(verdicts, payload);
    const named = nameEvent(webhooks.parseChat, payload);
    const isVouchedFor = await vouches(proved, named.orgId).catch((error: unknown) => {
      log.error({ code: 'storage_unavailable', eventKey: named.eventKey, err: error }, 'event not stored');
      throw new HttpError('storage_unavailable');
    });
    await accept(isVouchedFor ? named : foreignEvent(named));
    return { ok: true };
  });
}

function nameEvent(parse: ChatWebhooks['nameEvent'], payload: unknown): NamedEvent {
  try {
    return parse(payload);
  } catch (error) {
    if (error instanceof MalformedEvent) throw new HttpError('malformed_body', error.message);
    throw error;
  }
}
