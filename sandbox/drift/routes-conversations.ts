import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { appIdOf, needs, orgOf } from './auth.js';
import { DriftError, invalid, notFound } from './errors.js';
import { messageEvents } from './events.js';
import { paragraphOfHtml } from './html.js';
import { listPage, readListQuery } from './paging.js';
import { conversationListItem, conversationShape } from './shapes.js';
import type { DriftSimulator } from './simulator.js';
import type { Author, Conversation } from './types.js';

export type WithId = { Params: { id: string } };

const newConversation = z.object({
  email: z.string().min(1),
  message: z
    .object({ body: z.string(), attributes: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});
const tag = z.union([
  z.string().transform((name) => ({ name, color: '#3b82f6' })),
  z.object({ name: z.string(), color: z.string().default('#3b82f6') }),
]);
const tagPatch = z.object({ tags: z.array(tag).optional(), conversationTags: z.array(tag).optional() });

/** The conversation of the path in the caller's org; 404 otherwise. */
export function conversationOf(drift: DriftSimulator, request: FastifyRequest<WithId>): Conversation {
  const conversation = drift.store.conversation(orgOf(drift, request).orgId, Number(request.params.id));
  if (!conversation) throw notFound('conversation');
  return conversation;
}

export function conversationRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  const read = { preHandler: needs(drift, 'conversation_read') };
  const write = { preHandler: needs(drift, 'conversation_write') };

  app.get('/conversations/list', read, (request) => {
    const query = readListQuery(request.query, drift.switches.listPaging);
    const { statuses, limit } = query;
    const items = drift.store
      .conversations(orgOf(drift, request).orgId)
      .filter((conversation) => !statuses || statuses.includes(conversation.status));
    return listPage(items.map(conversationListItem), query, (cursor) => {
      const search = new URLSearchParams({ limit: String(limit) });
      const given = new URLSearchParams(request.url.split('?')[1] ?? '');
      for (const id of given.getAll('statusId')) search.append('statusId', id);
      if (cursor !== null) search.append('page_token', cursor);
      return `${drift.switches.linksOrigin}/conversations/list?${search.toString()}`;
    });
  });

  app.get<WithId>('/conversations/:id', read, (request) => ({
    data: conversationShape(conversationOf(drift, request), drift.switches),
  }));

  app.get<WithId>('/conversations/:id/transcript', read, (request, reply) => {
    void reply.type('text/plain; charset=utf-8');
    return transcript(drift, conversationOf(drift, request));
  });

  // Keyed on the email alone; the answer is bare, without `data` (Drift docs, creating a conversation).
  app.post('/conversations/new', write, (request) => {
    const { orgId } = orgOf(drift, request);
    const { email, message } = newConversation.parse(request.body);
    const known = drift.store.contacts(orgId).find((contact) => contact.attributes['email'] === email);
    const contact = known ?? drift.store.addContact(orgId, { email });
    const createdAt = drift.now();
    const conversation = drift.store.addConversation(contact, { status: 'open', createdAt });
    drift.ledger.effect('conversation', {
      orgId,
      conversationId: conversation.id,
      contactId: contact.id,
      by: 'api',
    });
    if (message) {
      const bot = drift.orgs.appBot(orgId);
      const appId = appIdOf(drift, request);
      const first = drift.store.addMessage(conversation, {
        body: drift.switches.htmlBodies ? paragraphOfHtml(message.body) : message.body,
        type: 'chat',
        author: { id: bot.id, type: 'user', bot: true },
        createdAt,
        attributes: { ...message.attributes, ...(appId === undefined ? {} : { developer_app_id: appId }) },
      });
      if (drift.switches.echo) for (const event of messageEvents(first, drift.switches)) drift.emit(event);
    }
    const { id, contactId, inboxId, status, participants } = conversation;
    return { id, contactId, inboxId, status, participants, createdAt };
  });

  // Drift documents no such endpoint; articles claim it. Behind the switch tagByPatch.
  app.patch<WithId>('/conversations/:id', write, (request) => {
    if (!drift.switches.tagByPatch) {
      if (drift.switches.tagByPatchRefusal === 404)
        throw new DriftError(404, 'not_found', 'No such endpoint');
      throw new DriftError(405, 'method_not_allowed', 'Method not allowed');
    }
    const conversation = conversationOf(drift, request);
    const { tags, conversationTags } = tagPatch.parse(request.body);
    const given = tags ?? conversationTags;
    if (!given) throw invalid('tags or conversationTags is required');
    for (const { name, color } of given) {
      if (conversation.conversationTags.some((present) => present.name === name)) continue;
      conversation.conversationTags.push({ name, color });
      drift.ledger.effect('tag', { conversationId: conversation.id, name });
    }
    conversation.updatedAt = drift.now();
    return { data: conversationShape(conversation, drift.switches) };
  });
}

/** The conversation as plain text, a line a message; Drift documents no more than that it is text. */
function transcript(drift: DriftSimulator, conversation: Conversation): string {
  const nameOf = (author: Author) =>
    author.type === 'contact' ? 'Visitor' : (drift.orgs.user(conversation.orgId, author.id)?.name ?? 'User');
  const lines = drift.store
    .messages(conversation)
    .filter((message) => message.type === 'chat')
    .map((message) => {
      const text = (message.body ?? '').replace(/<br\/?>/g, ' ').replace(/<[^>]*>/g, '');
      return `${new Date(message.createdAt).toISOString()} ${nameOf(message.author)}: ${text}`;
    });
  return `${lines.join('\n')}\n`;
}
