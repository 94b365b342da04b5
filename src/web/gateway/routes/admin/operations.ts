import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { reprocessConversation } from '../../../../operate/operations/conversation.js';
import { putAsideEvent, reprocessEvent } from '../../../../operate/operations/events.js';
import type { Asked } from '../../../../contracts/operator.js';
import { OperationRefused, type Done } from '../../../../operate/operations/operator.js';
import { pauseSending, resumeSending } from '../../../../operate/operations/pauses.js';
import { operationResults } from '../../../../operate/operations/results.js';
import { redriveSend } from '../../../../operate/operations/sends.js';
import type { GatewayContext } from '../../context.js';
import { parseJson } from '../../json-body.js';
import { askedBy } from './asked-by.js';

const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const org = z.int().positive().nullish();
const pauseBody = z.strictObject({ org, why: z.string().trim().min(1).max(200) });
const resumeBody = z.strictObject({ org });
const redriveBody = z.strictObject({ how: z.enum(['look', 'send_again', 'leave']) });

/**
 * The operations as POSTs. The header `X-Operator` names who asks, for the audit log; the same `Idempotency-Key` again
 * changes nothing and gets the first answer.
 */
export function operationRoutes(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  const post = (path: string, run: (asked: Asked, id: string, request: FastifyRequest) => Promise<Done>) =>
    app.post<{ Params: { id?: string } }>(path, guard, async (request) =>
      answer(() => run(askedBy(request), request.params.id ?? '', request)),
    );
  post('/admin/events/:id/reprocess', (asked, event) => reprocessEvent(pool, asked, read(id, event)));
  post('/admin/events/:id/put-aside', (asked, event) => putAsideEvent(pool, asked, read(id, event)));
  post('/admin/conversations/:id/reprocess', (asked, conversation) =>
    reprocessConversation(pool, asked, read(id, conversation)),
  );
  post('/admin/sends/:id/redrive', (asked, ledgerId, request) =>
    redriveSend(pool, asked, ledgerId, bodyOf(request, redriveBody).how),
  );
  post('/admin/pause', (asked, _, request) => {
    const { org: orgId = null, why } = bodyOf(request, pauseBody);
    return pauseSending(pool, asked, { orgId, why });
  });
  post('/admin/resume', (asked, _, request) => {
    const { org: orgId = null } = bodyOf(request, resumeBody);
    return resumeSending(pool, asked, { orgId });
  });
}

/** What was done, with its words for people. */
async function answer(run: () => Promise<Done>): Promise<Done & { readonly means: string }> {
  try {
    const done = await run();
    return { ...done, means: operationResults[done.result] };
  } catch (error) {
    if (error instanceof OperationRefused) throw new HttpError(error.code, error.message);
    throw error;
  }
}

function bodyOf<T>({ body }: FastifyRequest, schema: z.ZodType<T>): T {
  return read(schema, Buffer.isBuffer(body) && body.length > 0 ? parseJson(body) : {});
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'what was given' : issue.path.join('.');
  throw new HttpError('bad_request', `${where}: ${issue?.message ?? 'it cannot be read'}`);
}
