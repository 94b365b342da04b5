import { z } from 'zod';
import type { ConsoleContext } from '../../../console/context.js';
import { exportHistory } from '../../../console/export-history.js';
import {
  describeConversation,
  type ConversationOverview,
} from '../../../../records/conversations/overview.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { conversationId, orgId, sendId } from './fields.js';
import { operatorHeaders } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

/** Not checked as such: whatever names no conversation is not found. */
const params = z.object({
  id: z.string().meta({
    description: "Drift's ID of the conversation.",
    pattern: '^\\d{1,16}$',
    examples: ['4113510502'],
  }),
});

const conversation: z.ZodType<ConversationOverview> = z
  .object({
    orgId,
    conversationId,
    workflowId: z.string().meta({
      description: 'Workflow ID in Temporal: the ID of the event that opened it.',
      examples: ['evt_1'],
    }),
    state: z.string().meta({ description: 'waiting, bridging or done.', examples: ['waiting'] }),
    reason: z
      .string()
      .nullable()
      .meta({
        description: 'Why there is no text; provisional while it waits. See docs/reasons.md.',
        examples: ['no_phone'],
      }),
    phoneStatus: z.string().meta({ description: 'What is known of the phone.', examples: ['usable'] }),
    openedAt: z.date().meta({ description: 'When the chat began.' }),
    dueAt: z.date().meta({ description: 'When the follow-up is due.' }),
    quietUntil: z
      .date()
      .nullable()
      .meta({ description: 'Until when quiet hours hold the follow-up back; null if they do not.' }),
    optedOut: z.boolean().meta({ description: 'Whether the phone takes no texts of ours.' }),
    texts: z
      .array(
        z.object({
          id: sendId,
          purpose: z.string().meta({ examples: ['follow_up'] }),
          messageId: z
            .string()
            .nullable()
            .meta({ description: "Drift's ID of the chat message that it relays." }),
          state: z.string().meta({ examples: ['delivered'] }),
          sid: z.string().nullable().meta({ description: "Twilio's ID of the text." }),
          errorCode: z
            .string()
            .nullable()
            .meta({ description: "Twilio's error code.", examples: ['30003'] }),
          at: z.string().meta({ description: 'When it was written down.', format: 'date-time' }),
        }),
      )
      .meta({ description: 'Its texts, oldest first.' }),
  })
  .meta({ id: 'Conversation', description: 'A conversation, what Textback did with it and why.' });

const history = z
  .union([z.looseObject({ events: z.array(z.unknown()) }), z.array(z.looseObject({}))])
  .meta({ description: "A history as Temporal's JSON; if there are several runs, a list, oldest first." });

/** What Textback did with a conversation; and its workflows' histories, where this process knows of a Temporal. */
export function conversationRoutes(
  scope: AdminScope,
  { pool }: AdminContext,
  pages: ConsoleContext | null,
): void {
  scope.get(
    '/conversations/:id',
    {
      schema: {
        operationId: 'getConversation',
        tags: ['conversations'],
        summary: 'A conversation, and why it got a text or none',
        description: 'What Textback did with a Drift conversation and why.',
        params,
        response: answers('The conversation.', conversation, 'not_found'),
      },
    },
    async (request) => {
      const found = await describeConversation(pool, idOf(request.params));
      if (found === null) throw new HttpError('not_found', 'Textback does not know this conversation');
      return found;
    },
  );
  if (pages === null) return;
  scope.get<{ Params: z.output<typeof params>; Reply: string }>(
    '/conversations/:id/history',
    {
      schema: {
        operationId: 'exportHistory',
        tags: ['conversations'],
        summary: 'Its workflow histories, for `npm run replay`',
        description: 'Handing out a history is written to the audit log. There is no personal data in it.',
        params,
        headers: operatorHeaders,
        response: answers('The history.', history, 'bad_request', 'not_found', 'conflict', 'not_ready'),
      },
    },
    async (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .send(await exportHistory(pages, askedBy(request), idOf(request.params))),
  );
}

function idOf({ id }: { readonly id: string }): number {
  if (!/^\d{1,16}$/.test(id)) throw new HttpError('not_found');
  return Number(id);
}
