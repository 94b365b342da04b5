import type { Client } from '../../platform/db/pool.js';
import { INBOX_CHANNEL } from './notifier.js';
import type { HeldCode } from '../../contracts/held-codes.js';
import type { Outcome } from './store.js';

/** A stored event that an operator is deciding on. */
export interface LockedEvent {
  readonly orgId: number;
  readonly conversationId: number | null;
  readonly source: string;
  readonly kind: string;
  readonly outcome: Outcome | null;
  readonly code: HeldCode | null;
  /** True if the text's thread is open. */
  readonly isThreadOpen: boolean;
  /** True if the event has been waiting for over a minute. */
  readonly isStuck: boolean;
}

/** Locks an event's row until the transaction ends; null if there is none. */
export async function lockEvent(client: Client, id: number): Promise<LockedEvent | null> {
  const { rows } = await client.query<LockedEvent>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", source, kind, outcome, outcome_code AS code,
       outcome IS NULL AND received_at < clock_timestamp() - interval '1 minute' AS "isStuck",
       EXISTS (SELECT FROM sessions s WHERE s.org_id = inbox.org_id AND s.conversation_id = inbox.conversation_id
                 AND phone_key(s.visitor_number) = phone_key(inbox.event ->> 'visitorNumber') AND s.our_number = inbox.event ->> 'ourNumber'
                 AND s.closed_at IS NULL) AS "isThreadOpen"
     FROM inbox WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

/** Queues a handled event for the dispatcher again. */
export async function handOverAgain(client: Client, id: number): Promise<void> {
  await client.query(
    'UPDATE inbox SET outcome = NULL, outcome_detail = NULL, outcome_code = NULL, settled_at = NULL WHERE id = $1',
    [id],
  );
  await client.query(`SELECT pg_notify($1, '')`, [INBOX_CHANNEL]);
}

/** Drops an event: it leaves the list without an effect, and the events behind it proceed. */
export async function dismissEvent(client: Client, id: number): Promise<void> {
  await client.query(
    `UPDATE inbox SET outcome = 'ignored', outcome_code = NULL, settled_at = clock_timestamp(),
       outcome_detail = 'put aside by an operator' || coalesce('; it was held: ' || outcome_detail, '')
     WHERE id = $1`,
    [id],
  );
}
