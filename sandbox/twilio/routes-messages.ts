import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticated } from './auth.js';
import { TwilioError } from './error-codes.js';
import { pageOf } from './list.js';
import { moveTo } from './progress.js';
import { messageResource } from './resource.js';
import { send } from './send.js';
import type { TwilioSimulator } from './simulator.js';
import type { Text } from './types.js';
import { checkSend } from './validation.js';

export type WithFile = { Params: { accountSid: string; file: string } };

const underWay = ['accepted', 'scheduled', 'queued', 'sending', 'sent'];

export function messageRoutes(app: FastifyInstance, twilio: TwilioSimulator): void {
  const { account } = twilio;
  const guard = { preHandler: authenticated(account) };
  const list = '/2010-04-01/Accounts/:accountSid/Messages.json';
  const one = '/2010-04-01/Accounts/:accountSid/Messages/:file';
  const shape = (text: Text) => messageResource(account.accountSid, text);

  app.post(list, guard, async (request, reply) => {
    const { landlines } = twilio.switches;
    const checked = checkSend(formOf(request), { account, landlines, now: twilio.now() });
    let created: Record<string, unknown> | undefined;
    // The response shows the text as it was accepted, even if its status has changed since.
    await send(twilio, checked, (text) => {
      created = shape(text);
    });
    return reply.status(201).send(created);
  });

  app.get(list, guard, (request) => {
    const { listLagMs } = twilio.switches;
    const visible = twilio.texts
      .all()
      .filter((text) => listLagMs === 0 || text.dateCreated <= twilio.now() - listLagMs);
    const [path = '', search = ''] = request.url.split('?');
    const page = pageOf(visible, new URLSearchParams(search), path);
    return {
      messages: page.texts.map(shape),
      page: page.page,
      page_size: page.pageSize,
      start: page.start,
      end: page.start + Math.max(0, page.texts.length - 1),
      uri: request.url,
      first_page_uri: page.firstUri,
      next_page_uri: page.nextUri,
      previous_page_uri: page.previousUri,
    };
  });

  app.get<WithFile>(one, guard, (request) => shape(textOf(twilio, request)));

  // Redacts (an empty Body) or cancels (Status=canceled) a text.
  app.post<WithFile>(one, guard, (request) => {
    const text = textOf(twilio, request);
    const form = formOf(request);
    if (form.get('Status') === 'canceled') {
      if (text.status !== 'scheduled') throw new TwilioError(30409);
      twilio.scheduled.cancel(text.sid);
      moveTo(twilio, text, { status: 'canceled' });
    }
    const body = form.get('Body');
    if (body !== null) {
      text.body = body;
      twilio.ledger.effect('redacted', { sid: text.sid });
    }
    return shape(text);
  });

  app.delete<WithFile>(one, guard, (request, reply) => {
    const text = textOf(twilio, request);
    if (underWay.includes(text.status)) throw new TwilioError(20009);
    twilio.texts.delete(text);
    twilio.ledger.effect('deleted', { sid: text.sid });
    return reply.status(204).send();
  });
}

/** The text of the path, whose last piece ends in `.json`; 20404 when there is none. */
export function textOf(twilio: TwilioSimulator, request: FastifyRequest<WithFile>): Text {
  const text = twilio.texts.get(request.params.file.replace(/\.json$/, ''));
  if (!text) throw new TwilioError(20404, `The requested resource ${request.url} was not found`);
  return text;
}

function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}
