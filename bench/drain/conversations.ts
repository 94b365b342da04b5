import type pg from 'pg';
import { openConversation } from '../../src/records/conversations/conversations.js';
import type { FollowedWebhook, WebhookMaker } from '../harness/webhooks.js';
import type { BareCalls } from './bare-calls.js';

/**
 * Conversations with their events, as the dispatcher would have them just before its calls to Temporal: their rows are
 * there, so that the worker finds with them what it finds with any other.
 */
export async function bareCalls(
  db: pg.Pool,
  maker: WebhookMaker,
  { count, messages }: { readonly count: number; readonly messages: number },
): Promise<BareCalls[]> {
  const calls: BareCalls[] = [];
  for (let i = 0; i < count; i++) {
    const { conversation: chat, webhook } = maker.opening();
    const { eventKey, eventId } = webhook.event;
    const openedAt = new Date();
    const conversation = await openConversation(db, {
      orgId: chat.orgId,
      conversationId: chat.id,
      contactId: chat.contactId,
      eventKey,
      eventId,
      openedAt,
      followUpDelayMs: 3_600_000,
      visitorTexts: 'note',
      settingsVersion: 0,
    });
    const at = openedAt.getTime();
    const given = Array.from({ length: messages }, (_, n) => ({
      key: `${eventKey}:${n}`,
      kind: 'phone_given' as const,
      inboxId: n,
      at,
    }));
    calls.push({ conversation, events: [{ key: eventKey, kind: 'opened', inboxId: 0, at }, ...given] });
  }
  return calls;
}

/** An opening, and messages that hold the visitor's number: each of them is a signal. */
export function followed(maker: WebhookMaker, messages: number): FollowedWebhook[] {
  const { conversation, webhook } = maker.opening();
  const say = (i: number) =>
    maker.message(conversation, 'visitor', `Text me at (202) 555-0143, please. ${i}`);
  return [webhook, ...Array.from({ length: messages }, (_, i) => say(i))];
}
