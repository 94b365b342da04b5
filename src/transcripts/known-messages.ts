import type { ConversationRef } from '../contracts/activity-results.js';
import { storedSources } from '../contracts/stored-names.js';
import type { Queryable } from '../platform/db/pool.js';
import type { WhatWeHave } from './missed-events.js';
import { findSessionOf } from '../records/sessions/sessions.js';
import { findConversation } from '../records/conversations/conversations.js';

/** What our records say of a conversation, to be held against what Drift says. */
export async function whatWeHave(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<WhatWeHave> {
  const conversation = await findConversation(db, orgId, conversationId);
  const session = await findSessionOf(db, orgId, conversationId);
  const { rows: messages } = await db.query<{ id: string }>(
    `SELECT event ->> 'messageId' AS id FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'`,
    [orgId, conversationId],
  );
  const { rows: told } = await db.query<{ newestAt: Date | null }>(
    `SELECT max(occurred_at) AS "newestAt" FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND source = $3`,
    [orgId, conversationId, storedSources.chat],
  );
  const { rows: posts } = await db.query<{ id: string }>(
    `SELECT vendor_id AS id FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium <> 'sms' AND vendor_id IS NOT NULL`,
    [orgId, conversationId],
  );
  const { rows: apps } = await db.query<{ id: string }>(
    'SELECT app_id AS id FROM own_apps WHERE org_id = $1',
    [orgId],
  );
  return {
    orgId,
    conversationId,
    state: conversation?.state ?? null,
    threadSince: session?.openedAt ?? null,
    messageIds: new Set(messages.map(({ id }) => id)),
    newestAt: told[0]?.newestAt ?? null,
    isKnownClosed: (conversation?.chatClosedAt ?? null) !== null,
    isKnownGone: (conversation?.chatGoneAt ?? null) !== null,
    ownPosts: new Set(posts.map(({ id }) => id)),
    ownApps: new Set(apps.map(({ id }) => id)),
  };
}
