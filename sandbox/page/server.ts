import type { FastifyPluginCallback } from 'fastify';
import { SECURITY_HEADERS } from './headers.js';
import type { SandboxInfo } from '../page-info.js';
import { staticFiles } from './static-files.js';
import { textbackConversation, textbackHealth } from './textback-link.js';

/**
 * The part of the sandbox that the page needs: the connected Textback, or null, and the base URLs of the simulated vendors,
 * for people who point their own code at them.
 */
export type PageOptions = Pick<SandboxInfo, 'textback' | 'urls' | 'firstVisitor'>;

const CONVERSATION_PARAMS = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
} as const;

/**
 * The sandbox's page: its files, and its view of Textback.
 *
 * - `GET /`: the page and, beside it, its scripts and styles.
 * - `GET /api/textback`: `{connected, health, followUpDelayMs, quietHours, temporalUiUrl, namespace, urls, firstVisitor}`; all but
 *   `urls`, `firstVisitor` and `connected` are null when no Textback is connected, `quietHours` also when there are none.
 * - `GET /api/textback/conversations/:id`: Textback's view of one Drift conversation, with our clock in
 *   `x-server-time` (ms since epoch) so that the countdown does not hang on the browser's. 204 while Textback
 *   does not know it (a 404 would be an error in the browser's console each second), 502 when it cannot be asked, 503 when none is connected.
 *
 * The simulators' own control APIs stand beside this under /drift and /twilio and are not part of this plugin.
 */
export const pageRoutes: FastifyPluginCallback<PageOptions> = (app, options, done) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });

  staticFiles(app, new URL('./static/', import.meta.url));

  app.get('/api/textback', async () => {
    const textback = options.textback();
    if (textback === null) {
      return {
        connected: false,
        health: null,
        followUpDelayMs: null,
        quietHours: null,
        temporalUiUrl: null,
        namespace: null,
        urls: options.urls,
        firstVisitor: options.firstVisitor,
      };
    }
    return {
      connected: true,
      health: await textbackHealth(textback),
      followUpDelayMs: textback.followUpDelayMs,
      quietHours: textback.quietHours ?? null,
      temporalUiUrl: textback.temporalUiUrl ?? null,
      namespace: textback.namespace ?? null,
      urls: options.urls,
      firstVisitor: options.firstVisitor,
    };
  });

  app.get<{ Params: { id: string } }>(
    '/api/textback/conversations/:id',
    { schema: { params: CONVERSATION_PARAMS } },
    async (request, reply) => {
      reply.header('x-server-time', Date.now());
      const textback = options.textback();
      if (textback === null) return await reply.code(503).send({ error: 'No Textback is connected.' });
      const answer = await textbackConversation(textback, request.params.id);
      return await reply.code(answer.status).send(answer.body);
    },
  );
  done();
};
