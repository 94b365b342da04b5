import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { holdUnread, takeUpUnread } from '../inbox/held.js';
import { dropUnsentTexts } from '../ledger/moves.js';
import { leaveUnknownChat, reviveWords } from '../ledger/redrive.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { lockConversation } from './conversations.js';

// What became of the chat in Drift, as far as its webhooks and our calls tell. It is apart from the state of the conversation here: a chat
// that a person has closed may have an open thread with a phone.

/** The chat was closed in Drift. */
export async function noteClosed(db: Queryable, ref: ConversationRef, at: Date): Promise<void> {
  await db.query(
    'UPDATE conversations SET chat_closed_at = greatest(chat_closed_at, $3) WHERE org_id = $1 AND conversation_id = $2',
    [ref.orgId, ref.conversationId, at],
  );
}

/** Somebody has opened the chat again, or written in it: people look there. What happened before it was closed changes nothing. */
export async function noteOpen(db: Queryable, ref: ConversationRef, at: Date): Promise<void> {
  await db.query(
    'UPDATE conversations SET chat_closed_at = NULL WHERE org_id = $1 AND conversation_id = $2 AND chat_closed_at <= $3',
    [ref.orgId, ref.conversationId, at],
  );
}

/**
 * Drift does not know the conversation any more: its thread closes, nothing more goes to the phone, and what the visitor texted and nobody
 * has read is held. A wait goes on, and ends with its reason at its own look. `inboxId`: a text of whose refusal no send tells.
 */
export async function recordGone(
  client: Client,
  { orgId, conversationId }: ConversationRef,
  inboxId: number | null = null,
): Promise<void> {
  await lockConversation(client, orgId, conversationId);
  await client.query(
    `UPDATE conversations SET chat_gone_at = coalesce(chat_gone_at, clock_timestamp()),
       state = CASE WHEN state = 'bridging' THEN 'done' ELSE state END,
       ended_at = CASE WHEN state = 'bridging' THEN clock_timestamp() ELSE ended_at END
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId],
  );
  await closeSessionOf(client, orgId, conversationId);
  await dropUnsentTexts(client, orgId, conversationId, 'chat_gone');
  await holdUnread(client, { orgId, conversationId }, inboxId);
  await leaveUnknownChat(client, { orgId, conversationId });
}

/** Drift knows the conversation after all: what was held for that reason is posted now. */
export async function recordThere(client: Client, ref: ConversationRef): Promise<void> {
  await client.query(
    'UPDATE conversations SET chat_gone_at = NULL WHERE org_id = $1 AND conversation_id = $2',
    [ref.orgId, ref.conversationId],
  );
  for (const messageSid of await takeUpUnread(client, ref)) await reviveWords(client, ref, messageSid);
}
