import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ConversationRef } from '../../../contracts/activity-results.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { reprocessConversation } from '../../../operate/operations/conversation.js';
import { confirmPhone, unconfirmPhone } from '../../../operate/operations/phone-proof.js';
import { undoOptOut } from '../../../operate/operations/opt-outs.js';
import { reprocessEvent } from '../../../operate/operations/events.js';
import { redriveSend, type Redrive } from '../../../operate/operations/sends.js';
import { answerFor } from '../answer.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { readConversation, waitsFor } from '../read-conversation.js';
import { formOf } from '../security.js';
import { conversationPage } from '../views/conversation-page.js';
import { moment } from '../markup/parts.js';
import { act } from './act.js';
import { conversationOf, HTML, idOf, queryValue } from './params.js';

type ById = { Params: { id: string } };

/** GET /console/conversations/:id, and what its forms ask for: reprocess it, one of its events, or a send of it. */
export function conversationRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool } = context;

  scope.get<ById>(
    '/conversations/:id',
    { config: needs('see_conversations', 'conversation') },
    async (request, reply) => {
      const conversation = conversationOf(request);
      const [pageContext, view] = await Promise.all([
        readPageContext(context, request, reply),
        readConversation(context, conversation),
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
    },
  );

  scope.post<ById>(
    '/conversations/:id/reprocess',
    { config: needs('refresh_conversation', 'conversation') },
    async (request, reply) => {
      const id = idOf(request.params.id);
      return act(request, reply, pathOf({ conversationId: id }, request), (asked) =>
        reprocessConversation(pool, asked, { conversationId: id, orgId: grantOf(request).orgId }),
      );
    },
  );

  for (const [path, operation] of [
    ['confirm-phone', confirmPhone],
    ['unconfirm-phone', unconfirmPhone],
  ] as const)
    scope.post<ById>(
      `/conversations/:id/${path}`,
      { config: needs('confirm_phone', 'conversation') },
      async (request, reply) => {
        const conversation = conversationOf(request);
        return act(request, reply, pathOf(conversation, request), (asked) =>
          operation(pool, asked, conversation),
        );
      },
    );

  scope.post<ById>(
    '/conversations/:id/undo-opt-out',
    { config: needs('undo_opt_out', 'conversation') },
    async (request, reply) => {
      const conversation = conversationOf(request);
      const form = formOf(request.body);
      const why = (form['why'] ?? '').trim();
      if (why === '') throw new HttpError('bad_request', 'Give a reason: it goes into the audit log.');
      const overrideStop = form['overrideStop'] === 'yes';
      return act(request, reply, pathOf(conversation, request), (asked) =>
        undoOptOut(pool, asked, conversation, { why, overrideStop }),
      );
    },
  );

  scope.post<ById>('/events/:id/reprocess', { config: needs('settle', 'event') }, async (request, reply) => {
    const id = idOf(request.params.id);
    return act(request, reply, backOf(request.body), (asked) => reprocessEvent(pool, asked, id));
  });

  scope.post<ById>('/sends/:id/redrive', { config: needs('settle', 'send') }, async (request, reply) => {
    const how = formOf(request.body)['how'];
    if (!isRedrive(how)) throw new HttpError('bad_request', 'how should be look, send_again or leave.');
    return act(request, reply, backOf(request.body), (asked) =>
      redriveSend(pool, asked, request.params.id, how),
    );
  });
}

/** The page that a form stood on, which said of which org it is if the form does. */
function pathOf(
  { conversationId }: Pick<ConversationRef, 'conversationId'>,
  { query }: FastifyRequest,
): string {
  const org = queryValue(query, 'org');
  return `/console/conversations/${conversationId}${org === null ? '' : `?org=${org}`}`;
}

const isRedrive = (how: string | undefined): how is Redrive =>
  how === 'look' || how === 'send_again' || how === 'leave';

/** The page that the form stood on: one of those that have such forms. */
function backOf(body: unknown): string {
  const back = formOf(body)['back'] ?? '';
  return /^\/console\/(held|parked|conversations\/\d{1,15}(\?org=\d{1,15})?)$/.test(back) ? back : '/console';
}
