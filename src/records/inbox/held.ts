import type { ConversationRef } from '../../contracts/activity-results.js';
import { heldCodes, type HeldCode } from '../../contracts/held-codes.js';
import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { OF_UNKNOWN_CHAT } from '../ledger/parked.js';
import { handOverAgain } from './hand-over-again.js';

/** An event that Textback could not match to a conversation, as operators see it: without numbers and message text. */
export interface HeldEvent {
  readonly id: number;
  readonly orgId: number;
  readonly kind: string;
  readonly eventKey: string;
  /** Why the event is held. */
  readonly detail: string | null;
  /** Which kind of held event it is; null where `detail` says enough. */
  readonly code: HeldCode | null;
  readonly receivedAt: Date;
}

export interface HeldPage {
  readonly held: readonly HeldEvent[];
  /** Pass as `before` to get the next, older page; null on the last page. */
  readonly next: number | null;
}

/** Held events of these orgs with IDs below `before`, newest first. `limit`: maximum per page. */
export async function listHeld(
  db: Queryable,
  { before, limit }: { readonly before: number | null; readonly limit: number },
  orgs: Orgs = null,
): Promise<HeldPage> {
  const { rows } = await db.query<HeldEvent>(
    `SELECT id, org_id AS "orgId", kind, event_key AS "eventKey", outcome_detail AS detail, outcome_code AS code,
            received_at AS "receivedAt"
     FROM inbox WHERE outcome = 'held' AND ($1::bigint IS NULL OR id < $1) AND ${inOrgs('org_id', '$3')}
     ORDER BY id DESC LIMIT $2`,
    [before, limit + 1, orgs],
  );
  const held = rows.slice(0, limit);
  return { held, next: rows.length > limit ? (held.at(-1)?.id ?? null) : null };
}

export async function countHeld(db: Queryable, orgs: Orgs = null): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM inbox WHERE outcome = 'held' AND ${inOrgs('org_id', '$1')}`,
    [orgs],
  );
  return rows[0]?.count ?? 0;
}

/** A person has written in the chat after the visitor's texts which nobody may have seen there: they are held no longer. */
export async function settleSeen(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  answeredAt: Date,
): Promise<void> {
  await db.query(
    `UPDATE inbox SET outcome = 'dispatched', outcome_detail = 'a person has written in the chat since', outcome_code = NULL
     WHERE org_id = $1 AND conversation_id = $2 AND outcome = 'held' AND outcome_code = 'chat_closed' AND occurred_at <= $3`,
    [orgId, conversationId, answeredAt],
  );
}

/**
 * Holds the texts that Drift refused because it does not know the conversation, unless an operator has settled them: nobody has read them.
 * `inboxId`: one more of them.
 */
export async function holdUnread(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  inboxId: number | null,
): Promise<void> {
  await db.query(
    `UPDATE inbox i SET outcome = 'held', outcome_code = 'chat_gone', outcome_detail = $4, settled_at = clock_timestamp(),
       conversation_id = coalesce(i.conversation_id, $2)
     WHERE i.kind = 'text_received' AND (i.id = $3 OR i.org_id = $1 AND i.conversation_id = $2 AND EXISTS (
       SELECT FROM ledger WHERE ledger.org_id = $1 AND ledger.conversation_id = $2 AND cause = 'relay:' || (i.event ->> 'messageSid')
         AND ${OF_UNKNOWN_CHAT}))`,
    [orgId, conversationId, inboxId, heldCodes.chat_gone],
  );
}

/** Hands the held texts of a deleted conversation to the dispatcher again; returns the vendor's IDs of them. */
export async function takeUpUnread(
  client: Client,
  { orgId, conversationId }: ConversationRef,
): Promise<string[]> {
  const { rows } = await client.query<{ id: number; messageSid: string }>(
    `SELECT id, event ->> 'messageSid' AS "messageSid" FROM inbox
     WHERE org_id = $1 AND conversation_id = $2 AND outcome = 'held' AND outcome_code = 'chat_gone' ORDER BY id FOR UPDATE`,
    [orgId, conversationId],
  );
  for (const { id } of rows) await handOverAgain(client, id);
  return rows.map(({ messageSid }) => messageSid);
}
