import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { NamedEvent } from '../../../contracts/events.js';
import { webhookPaths } from '../../../contracts/stored-names.js';
import { MalformedEvent } from '../../../vendors/malformed-event.js';
import type { FormParameters } from '../../../vendors/sms.js';
import type { GatewayContext } from '../context.js';

/** The SMS vendor's webhooks for visitors' texts and for the status of our texts: verify, name, store, answer. */
export function smsWebhooks(app: FastifyInstance, context: GatewayContext): void {
  const { sms } = context.webhooks;
  app.post(webhookPaths.textReceived, async (request, reply) => {
    const form = verifiedForm(request, context);
    await context.accept(named(() => sms.textReceived(form)));
    return reply.type(sms.emptyAnswer.contentType).send(sms.emptyAnswer.body);
  });

  app.post<{ Querystring: { ledger?: string | string[] } }>(
    webhookPaths.textStatus,
    async (request, reply) => {
      const form = verifiedForm(request, context);
      const { ledger } = request.query;
      await context.accept(named(() => sms.textStatus(form, Array.isArray(ledger) ? ledger[0] : ledger)));
      return reply.code(204).send();
    },
  );
}

function verifiedForm(request: FastifyRequest, { webhooks, publicUrl }: GatewayContext): FormParameters {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new HttpError('unsupported_media_type');
  }
  const form = parseForm(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  if (!webhooks.sms.isGenuine(publicUrl() + request.url, request.headers, form))
    throw new HttpError('forged_text_webhook');
  return form;
}

/** A vendor sends a few dozen. Without a limit, anybody could keep the gateway busy with signature checks over huge forms. */
const MAX_PARAMETERS = 1_000;

/** All parameters with their values as sent. A repeated name keeps all its values, since the signature covers them all. */
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
    if (error instanceof MalformedEvent) throw new HttpError('malformed_body', error.message);
    throw error;
  }
}
