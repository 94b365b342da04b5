import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ConsoleContext } from '../context.js';
import { exportHistory } from '../export-history.js';
import { sessionOf } from '../session.js';
import { idOf } from './params.js';

/** GET /console/conversations/:id/history.json: the conversation's history, as a file. */
export function exportRoute(scope: FastifyInstance, context: ConsoleContext): void {
  scope.get<{ Params: { id: string } }>('/conversations/:id/history.json', async (request, reply) => {
    const conversationId = idOf(request.params.id);
    const name = sessionOf(request)?.name ?? '';
    const asked = { operator: { name, via: 'console' }, requestId: randomUUID() } as const;
    const history = await exportHistory(context, asked, conversationId);
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="conversation-${conversationId}.json"`)
      .send(history);
  });
}
