import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { NamedEvent } from '../../../contracts/events.js';
import { isSignedByTwilio } from '../../../vendors/twilio/webhook-signature.js';
import {
  MissingParameter,
  parseInboundText,
  parseTextStatus,
  type FormParameters,
} from '../../../vendors/twilio/webhook-event.js';
import type { GatewayContext } from '../context.js';

/** Says nothing: any text in the answer would be sent to the visitor. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** POST /webhooks/twilio/inbound and /webhooks/twilio/status: verify, name, store, answer. */
export function smsWebhooks(app: FastifyInstance, context: GatewayContext): void {
  app.post('/webhooks/twilio/inbound', async (request, reply) => {
    const form = verifiedForm(request, context);
    await context.accept(named(() => parseInboundText(form)));
    return reply.type('text/xml').send(EMPTY_TWIML);
  });

  app.post<{ Querystring: { ledger?: string | string[] } }>(
    '/webhooks/twilio/status',
    async (request, reply) => {
      const form = verifiedForm(request, context);
      const { ledger } = request.query;
      await context.accept(named(() => parseTextStatus(form, Array.isArray(ledger) ? ledger[0] : ledger)));
      return reply.code(204).send();
    },
  );
}

function verifiedForm(request: FastifyRequest, { config, publicUrl }: GatewayContext): FormParameters {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new HttpError('unsupported_media_type');
  }
  const form = parseForm(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  const signature = request.headers['x-twilio-signature'];
  const signed = isSignedByTwilio(
    config.sms.authToken,
    typeof signature === 'string' ? signature : undefined,
    publicUrl() + request.url,
    form,
  );
  if (!signed || form['AccountSid'] !== config.sms.accountSid) throw new HttpError('forged_text_webhook');
  return form;
}

/** Twilio sends a few dozen. Checking a signature over very many would keep the gateway busy for anybody who asks. */
const MAX_PARAMETERS = 1_000;

/** All parameters with their values as sent; a name that comes more than once keeps them all, as the signature does. */
function parseForm(body: string): FormParameters {
  const form = Object.create(null) as Record<string, string | string[]>;
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    count += 1;
    if (count > MAX_PARAMETERS) throw new HttpError('malformed_body', 'the form has too many parameters');
    const before = form[name];
    if (before === undefined) form[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else form[name] = [before, value];
  }
  return form;
}

function named(parse: () => NamedEvent): NamedEvent {
  try {
    return parse();
  } catch (error) {
    if (error instanceof MissingParameter) throw new HttpError('malformed_body', error.message);
    throw error;
  }
}
