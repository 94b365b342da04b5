import type { Client, Pool } from '../../platform/db/pool.js';
import { INBOX_CHANNEL } from '../../records/inbox/notifier.js';
import type { Outcome } from '../../records/inbox/store.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/**
 * Hands a stored event over once more. What it did before it does not do again: its receivers know its key; what it could
 * not do then, it may do now.
 * @throws OperationRefused not_found; conflict for a text whose thread has ended, and for what an operator asked for and got
 */
export async function reprocessEvent(pool: Pool, asked: Asked, inboxId: number): Promise<Done> {
  const intent = { operation: 'reprocess_event', target: `event ${inboxId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const { orgId, conversationId, ...event } = await lockEvent(client, inboxId);
    if (event.outcome === null) return { orgId, conversationId, result: 'already_waiting' };
    if (event.outcome !== 'held' && event.source === 'operator')
      throw new OperationRefused(
        'conflict',
        'this operator request has already been carried out: make a new one',
      );
    // Its number may belong to another chat by now: a text goes where it went the first time, or nowhere.
    if (event.outcome !== 'held' && event.kind === 'text_received' && !event.isThreadOpen)
      throw new OperationRefused('conflict', 'the thread this text belonged to has ended');
    await client.query(
      'UPDATE inbox SET outcome = NULL, outcome_detail = NULL, settled_at = NULL WHERE id = $1',
      [inboxId],
    );
    await client.query(`SELECT pg_notify($1, '')`, [INBOX_CHANNEL]);
    return { orgId, conversationId, result: 'handed_over_again' };
  });
}

/**
 * Nothing is to come of a held event, or of one that has been waiting for over a minute: it leaves the list, and what waits
 * behind it goes on.
 * @throws OperationRefused not_found, conflict
 */
export async function putAsideEvent(pool: Pool, asked: Asked, inboxId: number): Promise<Done> {
  const intent = { operation: 'put_aside_event', target: `event ${inboxId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const { orgId, conversationId, outcome, isStuck } = await lockEvent(client, inboxId);
    if (outcome !== 'held' && !isStuck)
      throw new OperationRefused('conflict', 'this event is neither held nor stuck');
    await client.query(
      `UPDATE inbox SET outcome = 'ignored', settled_at = clock_timestamp(),
         outcome_detail = 'put aside by an operator' || coalesce('; it was held: ' || outcome_detail, '')
       WHERE id = $1`,
      [inboxId],
    );
    return { orgId, conversationId, result: 'put_aside' };
  });
}

interface StoredEvent {
  readonly orgId: number;
  readonly conversationId: number | null;
  readonly source: string;
  readonly kind: string;
  readonly outcome: Outcome | null;
  readonly isThreadOpen: boolean;
  readonly isStuck: boolean;
}

async function lockEvent(client: Client, inboxId: number): Promise<StoredEvent> {
  const { rows } = await client.query<StoredEvent>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", source, kind, outcome,
       outcome IS NULL AND received_at < clock_timestamp() - interval '1 minute' AS "isStuck",
       EXISTS (SELECT FROM sessions s WHERE s.org_id = inbox.org_id AND s.conversation_id = inbox.conversation_id
                 AND s.visitor_number = inbox.event ->> 'visitorNumber' AND s.our_number = inbox.event ->> 'ourNumber'
                 AND s.closed_at IS NULL) AS "isThreadOpen"
     FROM inbox WHERE id = $1 FOR UPDATE`,
    [inboxId],
  );
  if (rows[0] === undefined) throw new OperationRefused('not_found', `there is no event ${inboxId}`);
  return rows[0];
}
