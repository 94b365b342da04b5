import type { Queryable } from '../../../src/platform/db/pool.js';

export const GENERATED_ORG = 7007;
/** IDs of the generated conversations begin here; their contacts are a third as many. */
export const FIRST_CONVERSATION = 500_000_000;

/**
 * Fills the records with `count` ended conversations spread evenly over `days`, the newest an hour old: as a customer's
 * installation has them, one in three texted, most of the others answered, each with its opening event.
 */
export async function generateConversations(db: Queryable, count: number, days: number): Promise<void> {
  await db.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, contact_id, opened_at, due_at, ended_at, state,
                                phone, phone_status, reason)
     SELECT ${GENERATED_ORG}, ${FIRST_CONVERSATION} + n, '${GENERATED_ORG}:made:' || n, 'made:' || n, 900000 + n / 3, opened,
            opened + interval '5 minutes', opened + interval '1 hour', 'done',
            CASE WHEN n % 20 NOT IN (5, 9, 13) THEN '+1202' || (5550000 + n % 4000000)::text END,
            CASE n % 20 WHEN 5 THEN 'none' WHEN 9 THEN 'none' WHEN 13 THEN 'invalid' ELSE 'usable' END,
            CASE WHEN n % 3 = 0 AND n % 20 NOT IN (5, 9, 13) THEN NULL
                 WHEN n % 20 IN (5, 9) THEN 'no_phone' WHEN n % 20 = 13 THEN 'invalid_phone'
                 WHEN n % 20 = 17 THEN 'opted_out' WHEN n % 40 = 11 THEN 'closed' ELSE 'answered' END
     FROM (SELECT n, now() - interval '1 hour' - n * ($2 * interval '1 day' / $1::int) AS opened FROM generate_series(0, $1::int - 1) n) made`,
    [count, days],
  );
  await db.query(
    `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at, error_code,
                         created_at, updated_at)
     SELECT org_id, conversation_id, 'sms', 'follow_up', 'follow-up', 'generated', fate.state, 1, due_at, fate.code, due_at,
            due_at + interval '4 seconds'
     FROM conversations c, LATERAL (
       SELECT CASE WHEN c.conversation_id % 41 = 0 THEN 'undelivered' WHEN c.conversation_id % 67 = 0 THEN 'failed' ELSE 'delivered' END AS state,
              CASE WHEN c.conversation_id % 41 = 0 THEN '30003' WHEN c.conversation_id % 67 = 0 THEN '30007' END AS code) fate
     WHERE c.opened_by LIKE 'made:%' AND c.reason IS NULL`,
  );
  await db.query(
    `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, conversation_id, event, raw, occurred_at, received_at,
                        outcome, settled_at)
     SELECT org_id, CASE kind WHEN 'text_received' THEN 'twilio' ELSE 'drift' END, opened_by || ':' || kind, opened_by || ':' || kind, kind,
            kind, conversation_id, '{}', '{}', opened_at, opened_at, 'dispatched', opened_at + (conversation_id % 7) * interval '40 milliseconds'
     FROM conversations, unnest(ARRAY['conversation_opened', 'text_received']) kind
     WHERE opened_by LIKE 'made:%' AND (kind = 'conversation_opened' OR (reason IS NULL AND conversation_id % 5 < 2))`,
  );
  await db.query('ANALYZE conversations, ledger, inbox');
}
