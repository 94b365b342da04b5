import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { exportHistory } from '../export-history.js';
import { conversationOf } from './params.js';

/** GET /console/conversations/:id/history.json: the conversation's history, as a file. */
export function exportRoute(scope: FastifyInstance, context: ConsoleContext): void {
  scope.get<{ Params: { id: string } }>(
    '/conversations/:id/history.json',
    { config: needs('export_history', 'conversation') },
    async (request, reply) => {
      const conversation = conversationOf(request);
      const { name } = grantOf(request).caller;
      const asked = { operator: { name, via: 'console' }, requestId: randomUUID() } as const;
      const history = await exportHistory(context, asked, conversation);
      return reply
        .type('application/json; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="conversation-${conversation.conversationId}.json"`,
        )
        .send(history);
    },
  );
}
