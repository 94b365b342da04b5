import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ConsoleContext } from '../../../console/context.js';
import { exportHistory } from '../../../console/export-history.js';
import {
  describeConversation,
  type ConversationOverview,
} from '../../../../records/conversations/overview.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { wholeNumber } from '../../../access/whole-number.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { conversationId, orgId, sendId } from './fields.js';
import { operatorHeaders, whichOrg } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

/** The pattern only documents the ID: an ID of any other form is answered with 404. */
const params = z.object({
  id: z.string().meta({
    description: "Drift's ID of the conversation.",
    pattern: '^\\d{1,15}$',
    examples: ['4113510502'],
  }),
});

const conversation: z.ZodType<ConversationOverview> = z
  .object({
    orgId,
    conversationId,
    workflowId: z.string().meta({
      description: 'Workflow ID in Temporal, which is the ID of the event that opened the conversation.',
      examples: ['evt_1'],
    }),
    state: z.string().meta({ description: '`waiting`, `bridging` or `done`.', examples: ['waiting'] }),
    reason: z
      .string()
      .nullable()
      .meta({
        description:
          'Why no text was sent; provisional while the conversation is `waiting`. See docs/reasons.md.',
        examples: ['no_phone'],
      }),
    phoneStatus: z
      .string()
      .meta({ description: 'What Textback knows about the phone number.', examples: ['usable'] }),
    openedAt: z.date().meta({ description: 'When the chat began.' }),
    dueAt: z.date().meta({ description: 'When the follow-up is due.' }),
    quietUntil: z
      .date()
      .nullable()
      .meta({ description: 'End of the quiet hours that delay the follow-up; null if it is not delayed.' }),
    optedOut: z.boolean().meta({ description: 'Whether the visitor has opted out of texts.' }),
    visitorTexts: z.enum(['note', 'chat']).meta({
      description:
        "How the visitor's texts are posted: `note`: as private notes until the phone is proved; `chat`: as chat messages.",
    }),
    phoneProvedBy: z.enum(['operator', 'signed_identity']).nullable().meta({
      description: "What proved that the phone is the visitor's; null if nothing has.",
    }),
    texts: z
      .array(
        z.object({
          id: sendId,
          purpose: z.string().meta({ examples: ['follow_up'] }),
          messageId: z
            .string()
            .nullable()
            .meta({ description: "Drift's ID of the chat message that this text relays." }),
          state: z.string().meta({ examples: ['delivered'] }),
          sid: z.string().nullable().meta({ description: "Twilio's ID of the text." }),
          errorCode: z
            .string()
            .nullable()
            .meta({ description: "Twilio's error code.", examples: ['30003'] }),
          at: z.string().meta({ description: 'When the text was recorded.', format: 'date-time' }),
        }),
      )
      .meta({ description: 'Texts of the conversation, oldest first.' }),
  })
  .meta({ id: 'Conversation', description: 'A conversation, and what Textback did with it.' });

const history = z.union([z.looseObject({ events: z.array(z.unknown()) }), z.array(z.looseObject({}))]).meta({
  description: "The workflow history as Temporal's JSON; a list, oldest first, if there are several runs.",
});

/** A conversation, and the histories of its workflows; the second only if this process has a Temporal client. */
export function conversationRoutes(
  scope: AdminScope,
  { pool }: AdminContext,
  pages: ConsoleContext | null,
): void {
  scope.get(
    '/conversations/:id',
    {
      config: needs('see_conversations', 'conversation'),
      schema: {
        operationId: 'getConversation',
        tags: ['conversations'],
        summary: 'Get a conversation',
        description: 'Shows what Textback did with a Drift conversation, and why a text was or was not sent.',
        params,
        querystring: whichOrg,
        response: answers('The conversation.', conversation, 'bad_request', 'not_found', 'ambiguous_org'),
      },
    },
    async (request) => {
      const found = await describeConversation(pool, theConversation(request));
      if (found === null) throw new HttpError('not_found', 'Textback does not know this conversation');
      return found;
    },
  );
  if (pages === null) return;
  scope.get<{ Params: z.output<typeof params>; Reply: string }>(
    '/conversations/:id/history',
    {
      config: needs('export_history', 'conversation'),
      schema: {
        operationId: 'exportHistory',
        tags: ['conversations'],
        summary: 'Export the workflow histories of a conversation',
        description:
          'Use them with `npm run replay`. They contain no personal data. Each export is recorded in the audit log.',
        params,
        querystring: whichOrg,
        headers: operatorHeaders,
        response: answers(
          'The histories.',
          history,
          'bad_request',
          'not_found',
          'conflict',
          'ambiguous_org',
          'not_ready',
        ),
      },
    },
    async (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .send(await exportHistory(pages, askedBy(request), theConversation(request))),
  );
}

/** The conversation that the guard has found. @throws HttpError not_found if no org has it */
function theConversation(request: FastifyRequest & { readonly params: { readonly id: string } }) {
  const { orgId } = grantOf(request);
  const conversationId = wholeNumber(request.params.id);
  if (orgId === null || conversationId === null)
    throw new HttpError('not_found', 'Textback does not know this conversation');
  return { orgId, conversationId };
}
