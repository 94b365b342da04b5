import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import type { ConsoleContext } from '../../../console/context.js';
import { exportHistory } from '../../../console/export-history.js';
import { describeConversation } from '../../../../records/conversations/overview.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import type { GatewayContext } from '../../context.js';
import { askedBy } from './asked-by.js';

/**
 * GET /admin/conversations/{Drift conversation ID}: what Textback did with it and why.
 * GET /admin/conversations/{Drift conversation ID}/history: its workflows' histories, for `npm run replay`.
 */
export function conversationRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
  desk: ConsoleContext | null,
): void {
  app.get<{ Params: { id: string } }>('/admin/conversations/:id', guard, async ({ params }) => {
    const conversation = await describeConversation(pool, idOf(params));
    if (conversation === null)
      throw new HttpError('not_found', 'Textback has not taken up this conversation');
    return conversation;
  });
  if (desk === null) return;
  app.get<{ Params: { id: string } }>('/admin/conversations/:id/history', guard, async (request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .send(await exportHistory(desk, askedBy(request), idOf(request.params))),
  );
}

function idOf({ id }: { readonly id: string }): number {
  if (!/^\d{1,16}$/.test(id)) throw new HttpError('not_found');
  return Number(id);
}
