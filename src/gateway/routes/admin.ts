import type { FastifyInstance } from 'fastify';
import { sameSecret } from '../../drift/webhook-verification.js';
import { HttpError } from '../../errors/http-error.js';
import { describeConversation } from '../../conversations/overview.js';
import type { GatewayContext } from '../context.js';

/** GET /admin/conversations/{Drift conversation ID}: what Textback did with it and why. Behind ADMIN_TOKEN. */
export function admin(app: FastifyInstance, { config, pool }: GatewayContext): void {
  app.get<{ Params: { id: string } }>('/admin/conversations/:id', async (request) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (config.adminToken === null || given === undefined || !sameSecret(given, config.adminToken)) {
      throw new HttpError('unauthorized');
    }
    if (!/^\d{1,16}$/.test(request.params.id)) throw new HttpError('not_found');
    const conversation = await describeConversation(pool, Number(request.params.id));
    if (conversation === null)
      throw new HttpError('not_found', 'Textback has not taken up this conversation');
    return conversation;
  });
}
