import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reprocessConversation } from '../../../../operate/operations/conversation.js';
import { confirmPhone, unconfirmPhone } from '../../../../operate/operations/phone-proof.js';
import { dismissHeldEvent, reprocessEvent } from '../../../../operate/operations/events.js';
import { pauseSending, resumeSending } from '../../../../operate/operations/pauses.js';
import { undoOptOut } from '../../../../operate/operations/opt-outs.js';
import type { Which } from '../../../../operate/operations/which-conversation.js';
import { redriveSend } from '../../../../operate/operations/sends.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { answer, operationDone } from './operation-answer.js';
import { operatorHeaders, pathId, whichOrg } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

const org = z
  .int()
  .positive()
  .nullish()
  .meta({ description: "Drift's ID of the org; all orgs if absent or null.", examples: [7007] });
const why = (description: string, example: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description, examples: [example] });
const pauseBody = z.strictObject({
  org,
  why: why('The reason, shown to operators who see the pause.', 'a wrong template'),
});
const undoBody = z.strictObject({
  why: why(
    'The reason, for the audit log. No phone number and no name.',
    'a stranger named this number in a chat',
  ),
  overrideStop: z.boolean().default(false).meta({
    description:
      'Take the opt-out back even if the phone itself texted STOP or the like. Only if its owner has said so.',
  }),
});
const resumeBody = z.strictObject({ org });
const redriveBody = z.strictObject({
  how: z.enum(['look', 'send_again', 'leave']).meta({
    description:
      '`look`: ask the vendor again whether it has the send; not for a refused one. `send_again`: send again, unless the vendor has it. `leave`: remove it from the list.',
  }),
});

const eventParams = z.object({ id: pathId('ID of the event, from `/admin/held`.') });
const conversationParams = z.object({ id: pathId("Drift's ID of the conversation.") });
const sendParams = z.object({
  id: z.string().meta({
    description: 'ID of the send, from `/admin/parked`.',
    format: 'uuid',
    examples: ['6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c'],
  }),
});

const refusals = ['bad_request', 'not_found', 'conflict', 'malformed_body', 'body_too_large'] as const;
const done = answers('The result of the operation.', operationDone, ...refusals);

/** The operations as POSTs. Repeating an `Idempotency-Key` changes nothing and returns the first response. */
export function operationRoutes(scope: AdminScope, { pool, config }: AdminContext): void {
  scope.post(
    '/events/:id/reprocess',
    {
      config: needs('settle', 'event'),
      schema: {
        operationId: 'reprocessEvent',
        tags: ['settling'],
        summary: 'Reprocess an event',
        description:
          'Processes a stored event again. Effects that it already had are not repeated; steps that failed may succeed now.',
        params: eventParams,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(reprocessEvent(pool, askedBy(request), request.params.id)),
  );

  scope.post(
    '/events/:id/put-aside',
    {
      config: needs('settle', 'event'),
      schema: {
        operationId: 'putEventAside',
        tags: ['settling'],
        summary: 'Put a held or stuck event aside',
        description:
          'Drops the event from the list without any effect, so that events waiting behind it can proceed.',
        params: eventParams,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(dismissHeldEvent(pool, askedBy(request), request.params.id)),
  );

  scope.post(
    '/conversations/:id/reprocess',
    {
      config: needs('refresh_conversation', 'conversation'),
      schema: {
        operationId: 'reprocessConversation',
        tags: ['conversations'],
        summary: 'Refresh a conversation from Drift',
        description:
          'Fetches the state of the conversation from Drift and, in the background, catches up on missed messages. A follow-up that is still wanted is tried again.',
        params: conversationParams,
        querystring: whichOrg,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(reprocessConversation(pool, askedBy(request), which(request))),
  );

  scope.post(
    '/conversations/:id/confirm-phone',
    {
      config: needs('confirm_phone', 'conversation'),
      schema: {
        operationId: 'confirmPhone',
        tags: ['conversations'],
        summary: 'Confirm that the phone is the visitor’s',
        description:
          'From now on the web chat shows what the phone texts; until then it is posted as private notes. Confirm it only after the person in the chat has shown that the phone is theirs, outside the chat.',
        params: conversationParams,
        querystring: whichOrg,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(confirmPhone(pool, askedBy(request), which(request))),
  );

  scope.post(
    '/conversations/:id/unconfirm-phone',
    {
      config: needs('confirm_phone', 'conversation'),
      schema: {
        operationId: 'unconfirmPhone',
        tags: ['conversations'],
        summary: 'Take the confirmation of a phone back',
        description:
          'From now on what the phone texts is posted as private notes again. What the web chat shows already stays there.',
        params: conversationParams,
        querystring: whichOrg,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(unconfirmPhone(pool, askedBy(request), which(request))),
  );

  scope.post(
    '/conversations/:id/undo-opt-out',
    {
      config: needs('undo_opt_out', 'conversation'),
      schema: {
        operationId: 'undoOptOut',
        tags: ['conversations'],
        summary: 'Take an opt-out back',
        description:
          'The opt-out of the contact in chats, and of the conversation’s phone. Refused if the phone itself texted it, unless `overrideStop` is true. Twilio’s own block after STOP (21610) stays until the phone texts START.',
        params: conversationParams,
        querystring: whichOrg,
        headers: operatorHeaders,
        body: undoBody,
        response: done,
      },
    },
    (request) => answer(undoOptOut(pool, askedBy(request), which(request), request.body)),
  );

  scope.post(
    '/sends/:id/redrive',
    {
      config: needs('settle', 'send'),
      schema: {
        operationId: 'redriveSend',
        tags: ['settling'],
        summary: 'Settle a send',
        description: 'Textback asks the vendor about an unclear send before it sends anything again.',
        params: sendParams,
        headers: operatorHeaders,
        body: redriveBody,
        response: done,
      },
    },
    (request) => answer(redriveSend(pool, askedBy(request), request.params.id, request.body.how)),
  );

  scope.post(
    '/pause',
    {
      config: needs('pause', 'body'),
      schema: {
        operationId: 'pauseSending',
        tags: ['sending'],
        summary: 'Pause texts, for one org or for all',
        description:
          'Texts wait until sending is resumed; those that are too late by then are dropped. Webhooks are still accepted.',
        headers: operatorHeaders,
        body: pauseBody,
        response: done,
      },
    },
    (request) => {
      const { org: orgId = null, why } = request.body;
      grantOf(request).allow(orgId);
      return answer(pauseSending(pool, askedBy(request), { orgId, why }));
    },
  );

  scope.post(
    '/resume',
    {
      config: needs('pause', 'body'),
      schema: {
        operationId: 'resumeSending',
        tags: ['sending'],
        summary: 'Resume texts, for one org or for all',
        description:
          'An org stays paused while all orgs are paused. Without a pause by an operator, this lifts the pause of first texts whose budget for the hour is spent: as many again may go out.',
        headers: operatorHeaders,
        body: resumeBody,
        response: done,
      },
    },
    (request) => {
      const { org: orgId = null } = request.body;
      grantOf(request).allow(orgId);
      const budget = config.caps.firstTextsPerHour;
      return answer(resumeSending(pool, askedBy(request), { orgId, budget }));
    },
  );
}

/** The conversation of the path, in the org that the guard has found for it. */
const which = (request: FastifyRequest & { readonly params: { readonly id: number } }): Which => ({
  conversationId: request.params.id,
  orgId: grantOf(request).orgId,
});
