import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { describeConversation } from '../../../conversations/overview.js';
import { HttpError } from '../../../errors/http-error.js';
import type { GatewayContext } from '../../context.js';

/** GET /admin/conversations/{Drift conversation ID}: what Textback did with it and why. */
export function conversationRoute(
  app: FastifyInstance,
  { pool }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  app.get<{ Params: { id: string } }>('/admin/conversations/:id', guard, async (request) => {
    if (!/^\d{1,16}$/.test(request.params.id)) throw new HttpError('not_found');
    const conversation = await describeConversation(pool, Number(request.params.id));
    if (conversation === null)
      throw new HttpError('not_found', 'Textback has not taken up this conversation');
    return conversation;
  });
}
