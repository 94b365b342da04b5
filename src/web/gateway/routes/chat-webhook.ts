import type { FastifyInstance } from 'fastify';
import { parseDriftEvent, MalformedEvent } from '../../../vendors/drift/webhook-event.js';
import { verifyDriftHeaders } from '../../../vendors/drift/webhook-verification.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { NamedEvent } from '../../../contracts/events.js';
import { sameSecret } from '../../../platform/secrets/same-secret.js';
import { parseJson } from '../json-body.js';
import type { GatewayContext } from '../context.js';

const header = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** POST /webhooks/drift: verify, name, store, answer. */
export function chatWebhook(app: FastifyInstance, { config, accept }: GatewayContext): void {
  app.post('/webhooks/drift', async (request) => {
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = {
      token: header(request.headers['x-verification-token']),
      signature: header(request.headers['x-drift-signature']),
    };
    const verdict = verifyDriftHeaders(config.chat, headers, body);
    if (verdict === 'forged') throw new HttpError('forged_webhook');
    const type = request.headers['content-type'] ?? 'application/json';
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new HttpError('unsupported_media_type');
    const payload = parseJson(body);
    const expected = config.chat.verificationToken;
    if (expected !== null && !tokenIsRight(payload, expected, verdict === 'token-needed')) {
      throw new HttpError('forged_webhook');
    }
    await accept(nameEvent(payload));
    return { ok: true };
  });
}

function tokenIsRight(payload: unknown, expected: string, needed: boolean): boolean {
  const token =
    typeof payload === 'object' && payload !== null && 'token' in payload ? payload.token : undefined;
  if (token === undefined || token === null) return !needed;
  return typeof token === 'string' && sameSecret(token, expected);
}

function nameEvent(payload: unknown): NamedEvent {
  try {
    return parseDriftEvent(payload);
  } catch (error) {
    if (error instanceof MalformedEvent) throw new HttpError('malformed_body', error.message);
    throw error;
  }
}
