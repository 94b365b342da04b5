import type { FastifyInstance } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import { reprocessConversation } from '../../../operate/operations/conversation.js';
import { confirmPhone, unconfirmPhone } from '../../../operate/operations/phone-proof.js';
import { undoOptOut } from '../../../operate/operations/opt-outs.js';
import { reprocessEvent } from '../../../operate/operations/events.js';
import { redriveSend, type Redrive } from '../../../operate/operations/sends.js';
import { answerFor } from '../answer.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { readConversation, waitsFor } from '../read-conversation.js';
import { formOf } from '../security.js';
import { conversationPage } from '../views/conversation-page.js';
import { moment } from '../markup/parts.js';
import { act } from './act.js';
import { HTML, idOf, queryValue } from './params.js';

type ById = { Params: { id: string } };

/** GET /console/conversations/:id, and what its forms ask for: reprocess it, one of its events, or a send of it. */
export function conversationRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool } = context;

  scope.get<ById>('/conversations/:id', async (request, reply) => {
    const conversationId = idOf(request.params.id);
    const [pageContext, view] = await Promise.all([
      readPageContext(context, request, reply),
      readConversation(context, conversationId),
    ]);
    if (view === null) throw new HttpError('not_found', 'Textback does not know this conversation.');
    const { orgId } = view.record;
    const pauses = pageContext.pauses.filter((pause) => pause.orgId === null || pause.orgId === orgId);
    const isPaused = pauses.some(({ of }) => of === 'texts');
    const isBudgetSpent = pauses.some(({ of }) => of === 'first_texts');
    const circumstances = {
      now: pageContext.now,
      isPaused,
      isBudgetSpent,
      moment: (at: Date) => moment(at, pageContext.zone),
    };
    const last = Math.max(0, view.instants.length - 1);
    const asked = queryValue(request.query, 'at');
    const chosen = asked !== null && /^\d{1,4}$/.test(asked) ? Math.min(Number(asked), last) : last;
    return reply.type(HTML).send(
      conversationPage(pageContext, {
        ...view,
        answer: answerFor(view.record, view.sends, circumstances),
        waits: waitsFor(view, pageContext.now),
        chosen,
        temporalUi: context.temporalUi,
      }),
    );
  });

  scope.post<ById>('/conversations/:id/reprocess', async (request, reply) => {
    const id = idOf(request.params.id);
    return act(request, reply, `/console/conversations/${id}`, (asked) =>
      reprocessConversation(pool, asked, id),
    );
  });

  for (const [path, operation] of [
    ['confirm-phone', confirmPhone],
    ['unconfirm-phone', unconfirmPhone],
  ] as const)
    scope.post<ById>(`/conversations/:id/${path}`, async (request, reply) => {
      const id = idOf(request.params.id);
      return act(request, reply, `/console/conversations/${id}`, (asked) => operation(pool, asked, id));
    });

  scope.post<ById>('/conversations/:id/undo-opt-out', async (request, reply) => {
    const id = idOf(request.params.id);
    const form = formOf(request.body);
    const why = (form['why'] ?? '').trim();
    if (why === '') throw new HttpError('bad_request', 'Give a reason: it goes into the audit log.');
    const overrideStop = form['overrideStop'] === 'yes';
    return act(request, reply, `/console/conversations/${id}`, (asked) =>
      undoOptOut(pool, asked, id, { why, overrideStop }),
    );
  });

  scope.post<ById>('/events/:id/reprocess', async (request, reply) => {
    const id = idOf(request.params.id);
    return act(request, reply, backOf(request.body), (asked) => reprocessEvent(pool, asked, id));
  });

  scope.post<ById>('/sends/:id/redrive', async (request, reply) => {
    const how = formOf(request.body)['how'];
    if (!isRedrive(how)) throw new HttpError('bad_request', 'how should be look, send_again or leave.');
    return act(request, reply, backOf(request.body), (asked) =>
      redriveSend(pool, asked, request.params.id, how),
    );
  });
}

const isRedrive = (how: string | undefined): how is Redrive =>
  how === 'look' || how === 'send_again' || how === 'leave';

/** The page that the form stood on: one of those that have such forms. */
function backOf(body: unknown): string {
  const back = formOf(body)['back'] ?? '';
  return /^\/console\/(held|parked|conversations\/\d{1,15})$/.test(back) ? back : '/console';
}
