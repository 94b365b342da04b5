import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { controlRoutes } from '../shared/control.js';
import type { DriftSimulator } from './simulator.js';
import { conversationStatuses, messageTypes } from './types.js';

type WithId = { Params: { id: string } };

const fields = z.record(z.string(), z.unknown());
const orgId = z.number().int().optional();
const contactBody = z.strictObject({ attributes: fields, orgId });
const chatBody = z.strictObject({
  orgId,
  contactId: z.number().int().optional(),
  contact: fields.optional(),
  body: z.string().optional(),
  openedBy: z.enum(['visitor', 'bot']).optional(),
  context: fields.optional(),
  attributes: fields.optional(),
  createdAt: z.number().int().optional(),
});
const button = z.object({
  label: z.string(),
  value: z.string(),
  type: z.string(),
  style: z.string().optional(),
});
const speechBody = z.strictObject({
  author: z.enum(['visitor', 'rep', 'bot']),
  orgId,
  userId: z.number().int().optional(),
  type: z.enum(messageTypes).optional(),
  body: z.string(),
  rawBody: z.boolean().optional(),
  attributes: fields.optional(),
  context: fields.optional(),
  createdAt: z.number().int().optional(),
  buttons: z.array(button).optional(),
  attachments: z
    .array(z.strictObject({ name: z.string(), contentType: z.string(), data: z.base64().optional() }))
    .optional(),
});
const rawEvent = z.strictObject({
  event: z.unknown(),
  headers: z.record(z.string(), z.string()).optional(),
  orgId,
});
const tokenBody = z.strictObject({ state: z.enum(['revoked', 'expired', 'restored']), orgId });

/** People's actions in Drift and the simulator's switches over HTTP: a thin layer over DriftSimulator. */
export function driftControl(app: FastifyInstance, drift: DriftSimulator): void {
  controlRoutes(app, drift);
  app.post('/contacts', (request) => {
    const given = contactBody.parse(request.body);
    return drift.addContact(given.attributes, given.orgId);
  });
  app.patch<WithId>('/contacts/:id', (request) => {
    const { attributes, orgId: org } = contactBody.parse(request.body);
    return drift.updateContact(Number(request.params.id), attributes, org);
  });
  app.post('/conversations', (request) => drift.startConversation(chatBody.parse(request.body ?? {})));
  app.post<WithId>('/conversations/:id/messages', (request) =>
    drift.say(Number(request.params.id), speechBody.parse(request.body)),
  );
  app.post<WithId>('/conversations/:id/status', (request) => {
    const given = z.strictObject({ status: z.enum(conversationStatuses), orgId }).parse(request.body);
    return drift.setStatus(Number(request.params.id), given.status, given.orgId);
  });
  app.delete<WithId>('/conversations/:id', (request, reply) => {
    drift.deleteConversation(Number(request.params.id));
    return reply.code(204).send();
  });
  app.post<WithId>('/conversations/:id/restore', (request) =>
    drift.restoreConversation(Number(request.params.id)),
  );
  app.post<WithId>('/conversations/:id/phone', (request) => {
    const given = z.strictObject({ phone: z.string(), orgId }).parse(request.body);
    return drift.capturePhone(Number(request.params.id), given.phone, given.orgId);
  });
  app.post('/webhooks', (request) => {
    const given = rawEvent.parse(request.body);
    return drift.sendRaw(given.event, given.headers, given.orgId);
  });
  app.put('/token', (request) => {
    const given = tokenBody.parse(request.body);
    drift.setToken(given.state, given.orgId);
    return { state: given.state };
  });
  app.post('/oauth/codes', (request) => {
    const given = z.strictObject({ orgId, clientId: z.string().optional() }).parse(request.body ?? {});
    const asked = given.clientId === undefined ? undefined : drift.apps.byClient(given.clientId);
    return { code: drift.grants.issueCode(drift.orgs.get(given.orgId), asked ?? null) };
  });
  app.post('/oauth/uninstall', (request) => {
    const given = z.strictObject({ orgId: z.number().int(), clientId: z.string() }).parse(request.body);
    drift.uninstall(given.orgId, given.clientId);
    return { uninstalled: true };
  });
  app.get('/oauth/presentations', () => ({
    tokens: drift.presentations.all(),
    broken: drift.presentations.broken(),
  }));
}
