import { createToken } from '../../../src/orgs/people/tokens.js';
import type { Role } from '../../../src/orgs/people/roles.js';
import type { Pool } from '../../../src/platform/db/pool.js';

/** Two orgs. The conversation's ID is the same in both. */
export const MINE = 7007;
export const THEIRS = 8008;
export const CONVERSATION = 4113510502;

export interface Told {
  readonly event: number;
  readonly send: string;
}

/** The same things for both orgs, with equal IDs where Drift may give equal ones. Returns each org's own IDs. */
export async function fillTwoOrgs(pool: Pool): Promise<Readonly<Record<number, Told>>> {
  const told: Record<number, Told> = {};
  for (const org of [MINE, THEIRS]) {
    await pool.query(`INSERT INTO orgs (org_id, source, state) VALUES ($1::bigint, 'oauth', 'connected')`, [
      org,
    ]);
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, contact_id)
       VALUES ($1::bigint, ${CONVERSATION}, 'evt_' || $1::bigint::text, 'k', now(), now(), '+14155552671', 'usable', 55)`,
      [org],
    );
    const event = await pool.query<{ id: number }>(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail)
       VALUES ($1::bigint, 'twilio', 'SM' || $1::bigint::text, 'SM' || $1::bigint::text, 'inbound', 'text_received', '{}', '{}', now(), 'held', 'held in ' || $1::bigint::text)
       RETURNING id`,
      [org],
    );
    const send = await pool.query<{ id: string }>(
      `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
       VALUES (gen_random_uuid(), $1, ${CONVERSATION}, 'sms', 'relay', 'relay:77', 'Hello', 'parked', 3, now()) RETURNING id`,
      [org],
    );
    await pool.query(
      `INSERT INTO pauses (org_id, why, paused_by) VALUES ($1::bigint, 'a look', 'Kim of ' || $1::bigint::text)`,
      [org],
    );
    await pool.query(
      `INSERT INTO audit_log (request_id, operator, via, operation, org_id, conversation_id, target, result)
       VALUES ('r-' || $1::bigint::text, 'Kim of ' || $1::bigint::text, 'console', 'pause', $1::bigint, NULL, 'org ' || $1::bigint::text, 'paused')`,
      [org],
    );
    told[org] = { event: event.rows[0]?.id ?? 0, send: send.rows[0]?.id ?? '' };
  }
  return told;
}

export const HOUR_MS = 3_600_000;

export const tokenFor = async (pool: Pool, orgId: number, role: Role, lastsMs = HOUR_MS): Promise<string> =>
  (await createToken(pool, { orgId, name: `${role} of ${orgId}`, role, createdBy: 'test', lastsMs })).token;
