import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sleep } from '../shared/tasks.js';
import { appIdOf, needs, orgOf } from './auth.js';
import { invalid } from './errors.js';
import { messageEvents } from './events.js';
import { paragraphOfHtml } from './html.js';
import { cursorAt, MESSAGES_PER_PAGE, readCursor } from './paging.js';
import { conversationOf } from './routes-conversations.js';
import type { WithId } from './routes-conversations.js';
import { messageShape } from './shapes.js';
import type { DriftSimulator } from './simulator.js';
import { joinIn } from './speech.js';
import { messageTypes } from './types.js';
import type { Conversation, DriftOrg, Message } from './types.js';

const button = z.object({
  label: z.string(),
  value: z.string(),
  type: z.string(),
  style: z.string().optional(),
  reaction: z.unknown().optional(),
});
const newMessage = z.object({
  type: z.enum(messageTypes),
  body: z.string().optional(),
  userId: z.number().int().optional(),
  buttons: z.array(button).optional(),
  editedMessageId: z.number().int().optional(),
  editType: z.enum(['delete', 'replace', 'replace_body', 'replace_buttons']).optional(),
});
type NewMessage = z.output<typeof newMessage>;

export function messageRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  const path = '/conversations/:id/messages';

  // Oldest first, 50 a page, private notes and prompts included.
  app.get<WithId>(path, { preHandler: needs(drift, 'conversation_read') }, (request) => {
    const conversation = conversationOf(drift, request);
    const { next } = z.object({ next: z.string().optional() }).parse(request.query);
    const offset = readCursor(next);
    const all = drift.store.messages(conversation);
    const page = all.slice(offset, offset + MESSAGES_PER_PAGE);
    const more = offset + MESSAGES_PER_PAGE < all.length;
    const pagination = more ? { more, next: cursorAt(offset + MESSAGES_PER_PAGE) } : { more };
    const bare = drift.switches.messagesPagination === 'when-more' && !more;
    return {
      data: { messages: page.map((message) => messageShape(message, drift.switches)) },
      ...(bare ? {} : { pagination }),
    };
  });

  app.post<WithId>(path, { preHandler: needs(drift, 'conversation_write') }, async (request) => {
    const conversation = conversationOf(drift, request);
    const message = post(
      drift,
      orgOf(drift, request),
      appIdOf(drift, request),
      conversation,
      newMessage.parse(request.body),
    );
    await echo(drift, message);
    const shape = messageShape(message, drift.switches);
    switch (drift.switches.messagesResponse) {
      case 'message':
        return { data: shape };
      case 'nested':
        return { data: { message: shape } };
      case 'messages': {
        // The docs' sample shows several messages; the posted one is the last.
        const all = drift.store.messages(conversation).slice(-MESSAGES_PER_PAGE);
        return { data: { messages: all.map((one) => messageShape(one, drift.switches)) } };
      }
    }
  });
}

/** Stores the app's post in a user's name or, without one, as the app's bot; never as the contact. Does not reopen the conversation. */
function post(
  drift: DriftSimulator,
  org: DriftOrg,
  appId: string | undefined,
  conversation: Conversation,
  given: NewMessage,
): Message {
  const user = given.userId === undefined ? undefined : drift.orgs.user(org.orgId, given.userId);
  if (given.userId !== undefined && !user) throw invalid('userId is no user of this organisation');
  const author = user
    ? { id: user.id, type: 'user' as const, bot: user.bot === true }
    : { id: drift.orgs.appBot(org.orgId).id, type: 'user' as const, bot: true };
  const body =
    given.body !== undefined && drift.switches.htmlBodies ? paragraphOfHtml(given.body) : given.body;
  const message = drift.store.addMessage(conversation, {
    type: given.type,
    author,
    createdAt: drift.now(),
    attributes: appId === undefined ? {} : { developer_app_id: appId },
    ...(body === undefined ? {} : { body }),
    ...(given.buttons ? { buttons: given.buttons } : {}),
    ...(given.editedMessageId === undefined ? {} : { editedMessageId: given.editedMessageId }),
    ...(given.editType === undefined ? {} : { editType: given.editType }),
  });
  joinIn(conversation, author);
  drift.ledger.effect('message', {
    orgId: conversation.orgId,
    conversationId: conversation.id,
    messageId: message.id,
    type: message.type,
    body: message.body,
    by: 'api',
  });
  return message;
}

/** Own posts come back as new_message: later, or before the post is even answered. */
async function echo(drift: DriftSimulator, message: Message): Promise<void> {
  const { echo: on, echoBeforeReply, echoDelayMs } = drift.switches;
  if (!on) return;
  const events = messageEvents(message, drift.switches);
  if (!echoBeforeReply) {
    drift.tasks.start(async (signal) => {
      if (echoDelayMs > 0) await sleep(echoDelayMs, signal);
      for (const event of events) drift.emit(event);
    });
    return;
  }
  const { signal } = drift.tasks;
  await Promise.all(
    events.map(
      (event) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
          if (!drift.emit(event, resolve)) resolve();
        }),
    ),
  );
}
