import { z } from 'zod';
import { reprocessConversation } from '../../../../operate/operations/conversation.js';
import { dismissHeldEvent, reprocessEvent } from '../../../../operate/operations/events.js';
import { OperationRefused, type Done } from '../../../../operate/operations/operator.js';
import { pauseSending, resumeSending } from '../../../../operate/operations/pauses.js';
import { operationResults } from '../../../../operate/operations/results.js';
import { redriveSend } from '../../../../operate/operations/sends.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { operationDone } from './operation-answer.js';
import { operatorHeaders, pathId } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

const org = z
  .int()
  .positive()
  .nullish()
  .meta({ description: "Drift's number of the org; everywhere if absent or null.", examples: [7007] });
const pauseBody = z.strictObject({
  org,
  why: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'Why, for those who find texts paused.', examples: ['a wrong template'] }),
});
const resumeBody = z.strictObject({ org });
const redriveBody = z.strictObject({
  how: z.enum(['look', 'send_again', 'leave']).meta({
    description:
      'look: ask the vendor for it once more. send_again: send it once more unless the vendor knows it. leave: take it off the list.',
  }),
});

const eventParams = z.object({ id: pathId('ID of the event, as `/admin/held` has it.') });
const conversationParams = z.object({ id: pathId("Drift's ID of the conversation.") });
const sendParams = z.object({
  id: z.string().meta({
    description: 'ID of the send, as `/admin/parked` has it.',
    format: 'uuid',
    examples: ['6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c'],
  }),
});

const refusals = ['bad_request', 'not_found', 'conflict', 'malformed_body', 'body_too_large'] as const;
const done = answers('What it came to.', operationDone, ...refusals);

/** The operations as POSTs. The same `Idempotency-Key` again changes nothing and gets the first answer. */
export function operationRoutes(scope: AdminScope, { pool }: AdminContext): void {
  scope.post(
    '/events/:id/reprocess',
    {
      schema: {
        operationId: 'reprocessEvent',
        tags: ['settling'],
        summary: 'Hand a stored event over once more',
        description: 'What it did before it does not do again; what it could not do then, it may do now.',
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
      schema: {
        operationId: 'putEventAside',
        tags: ['settling'],
        summary: 'Take a held or stuck event off the list',
        description: 'Nothing comes of the event, and what waits behind it goes on.',
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
      schema: {
        operationId: 'reprocessConversation',
        tags: ['conversations'],
        summary: "Fetch a conversation's state anew from Drift",
        description:
          'What was missed is made good, in the background; a follow-up that is still wanted gets a new chance.',
        params: conversationParams,
        headers: operatorHeaders,
        response: done,
      },
    },
    (request) => answer(reprocessConversation(pool, askedBy(request), request.params.id)),
  );

  scope.post(
    '/sends/:id/redrive',
    {
      schema: {
        operationId: 'redriveSend',
        tags: ['settling'],
        summary: 'Settle a send',
        description: 'An unclear send is looked for at the vendor before anything is repeated.',
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
      schema: {
        operationId: 'pauseSending',
        tags: ['sending'],
        summary: 'Pause all texts, of an org or everywhere',
        description:
          'What is to be sent waits for as long as it is of use; webhooks are still accepted meanwhile.',
        headers: operatorHeaders,
        body: pauseBody,
        response: done,
      },
    },
    (request) => {
      const { org: orgId = null, why } = request.body;
      return answer(pauseSending(pool, askedBy(request), { orgId, why }));
    },
  );

  scope.post(
    '/resume',
    {
      schema: {
        operationId: 'resumeSending',
        tags: ['sending'],
        summary: 'Let texts go out again',
        description: 'An org stays paused while everywhere is.',
        headers: operatorHeaders,
        body: resumeBody,
        response: done,
      },
    },
    (request) => {
      const { org: orgId = null } = request.body;
      return answer(resumeSending(pool, askedBy(request), { orgId }));
    },
  );
}

/** What was done, with its words for people. */
async function answer(work: Promise<Done>): Promise<Done & { readonly means: string }> {
  try {
    const result = await work;
    return { ...result, means: operationResults[result.result] };
  } catch (error) {
    if (error instanceof OperationRefused) throw new HttpError(error.code, error.message);
    throw error;
  }
}
