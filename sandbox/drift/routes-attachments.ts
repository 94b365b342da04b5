import type { FastifyInstance } from 'fastify';
import { needs, orgOf } from './auth.js';
import { notFound } from './errors.js';
import type { DriftSimulator } from './simulator.js';

/** GET /attachments/{id}/data: the file itself. Drift's SDK reads the answer as JSON; the switch `attachmentData` does so. */
export function attachmentRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  app.get<{ Params: { id: string } }>(
    '/attachments/:id/data',
    { preHandler: needs(drift, 'conversation_read') },
    (request, reply) => {
      const file = drift.store.file(orgOf(drift, request).orgId, Number(request.params.id));
      if (!file) throw notFound('attachment');
      if (drift.switches.attachmentData === 'json') return { data: { id: file.id, fileName: file.fileName } };
      return reply.type(file.mimeType).send(file.bytes);
    },
  );
}
