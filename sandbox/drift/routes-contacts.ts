import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { needs, orgOf } from './auth.js';
import { DriftError, invalid, notFound } from './errors.js';
import type { WithId } from './routes-conversations.js';
import { contactShape } from './shapes.js';
import type { DriftSimulator } from './simulator.js';
import type { Contact } from './types.js';

const attributes = z.record(z.string(), z.unknown());
const many = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const contactQuery = z.object({
  email: z.string().optional(),
  limit: z.coerce.number().int().positive().optional(),
  idType: z.enum(['external']).optional(),
  id: many.optional(),
});
const timelineEvent = z.object({
  contactId: z.number().int().optional(),
  externalId: z.string().optional(),
  event: z.string().min(1),
  createdAt: z.number().int().optional(),
});
const standardAttributes = ['email', 'name', 'first_name', 'last_name', 'phone', 'externalId'];

export function contactRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  const read = { preHandler: needs(drift, 'contact_read') };
  const write = { preHandler: needs(drift, 'contact_write') };
  const contactsOf = (request: FastifyRequest) => drift.store.contacts(orgOf(drift, request).orgId);
  const contactOf = (request: FastifyRequest<WithId>): Contact => {
    const contact = drift.store.contact(orgOf(drift, request).orgId, Number(request.params.id));
    if (!contact) throw notFound('contact');
    return contact;
  };

  app.get('/contacts/attributes', { preHandler: needs(drift, 'all_contact_read') }, (request) => {
    const custom = contactsOf(request).flatMap((contact) => Object.keys(contact.attributes));
    const names = [...new Set([...standardAttributes, ...custom])];
    return { data: { properties: names.map((name) => ({ name, displayName: name, type: 'STRING' })) } };
  });

  app.get<WithId>('/contacts/:id', read, (request) => ({ data: contactShape(contactOf(request)) }));

  // By email, which several contacts may share, or by external ids. There is no look-up by phone.
  app.get('/contacts', read, (request) => {
    const { email, id, idType, limit } = contactQuery.parse(request.query);
    if (email === undefined && (idType === undefined || id === undefined)) {
      throw invalid('email, or idType=external and id, is required');
    }
    const found = contactsOf(request).filter((contact) =>
      email === undefined
        ? id?.includes(externalIdOf(contact.attributes) ?? '')
        : contact.attributes['email'] === email,
    );
    return { data: found.slice(0, limit).map(contactShape) };
  });

  app.post('/contacts', write, (request) => {
    const given = z.object({ attributes: attributes.and(z.object({ email: z.string().min(1) })) });
    const parsed = given.parse(request.body);
    const externalId = externalIdOf(parsed.attributes);
    const taken = contactsOf(request).some((contact) =>
      externalId === undefined
        ? contact.attributes['email'] === parsed.attributes.email
        : externalIdOf(contact.attributes) === externalId,
    );
    if (taken) {
      const status = drift.switches.duplicateContactStatus;
      throw new DriftError(status, 'validation_error', 'A contact with that email or external id exists');
    }
    const contact = drift.store.addContact(orgOf(drift, request).orgId, parsed.attributes);
    drift.ledger.effect('contact', { orgId: contact.orgId, contactId: contact.id, by: 'api' });
    return { data: contactShape(contact) };
  });

  app.patch<WithId>('/contacts/:id', write, (request) => {
    const contact = contactOf(request);
    const given = z.object({ attributes }).parse(request.body);
    return { data: contactShape(drift.changeContact(contact, given.attributes, 'api')) };
  });

  app.delete<WithId>('/contacts/:id', write, (request) => {
    const contact = contactOf(request);
    drift.store.deleteContact(contact);
    drift.ledger.effect('contact-deleted', { orgId: contact.orgId, contactId: contact.id });
    return { result: 'OK', ok: true };
  });

  app.post('/contacts/timeline', write, (request) => {
    const given = timelineEvent.parse(request.body);
    if (given.contactId === undefined && given.externalId === undefined) {
      throw invalid('contactId or externalId is required');
    }
    const contact = contactsOf(request).find((one) =>
      given.contactId === undefined
        ? externalIdOf(one.attributes) === given.externalId
        : one.id === given.contactId,
    );
    if (!contact) throw notFound('contact');
    const { orgId, id: contactId } = contact;
    // The docs' sample shows the event's text in lower case.
    const event = { contactId, event: given.event.toLowerCase(), createdAt: given.createdAt ?? drift.now() };
    drift.store.addTimelineEvent({ orgId, ...event });
    drift.ledger.effect('timeline', { orgId, ...event });
    return { data: event };
  });
}

function externalIdOf(given: Record<string, unknown>): string | undefined {
  const value = given['externalId'] ?? given['external_id'];
  return typeof value === 'string' ? value : undefined;
}
