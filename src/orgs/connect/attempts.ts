import type { Edition } from '../../contracts/scopes.js';
import type { Queryable } from '../../platform/db/pool.js';
import { hashOf, newSecret } from '../people/secrets.js';

/** What somebody wants to connect. */
export interface Wish {
  readonly edition: Edition;
  /** The only org that it is good for; null: whichever org the admin at the vendor approves for. */
  readonly orgId: number | null;
  /** Who began, for the audit log. */
  readonly who: string;
}

const LASTS = `interval '10 minutes'`;
export const ATTEMPT_SECONDS = 600;

const WISH = `edition, org_id AS "orgId", who`;

/** Makes a ticket: the only place where it stands in clear is what this returns. */
export async function createTicket(
  db: Queryable,
  { edition, orgId, who }: Wish,
): Promise<{ readonly ticket: string; readonly expiresAt: Date }> {
  const ticket = newSecret('');
  await db.query(`DELETE FROM connect_tickets WHERE expires_at < clock_timestamp() - interval '1 day'`);
  const { rows } = await db.query<{ expiresAt: Date }>(
    `INSERT INTO connect_tickets (ticket_hash, org_id, edition, who, expires_at)
     VALUES ($1, $2, $3, $4, clock_timestamp() + ${LASTS}) RETURNING expires_at AS "expiresAt"`,
    [hashOf(ticket), orgId, edition, who],
  );
  if (rows[0] === undefined) throw new Error('a ticket was not written down');
  return { ticket, expiresAt: rows[0].expiresAt };
}

/** Null: there is no such ticket, it is too old, or it was used. It is used from now on. */
export async function useTicket(db: Queryable, ticket: string): Promise<Wish | null> {
  const { rows } = await db.query<Wish>(
    `UPDATE connect_tickets SET used_at = clock_timestamp()
     WHERE ticket_hash = $1 AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING ${WISH}`,
    [hashOf(ticket)],
  );
  return rows[0] ?? null;
}

/** Begins an attempt: `state` goes to the vendor and back, `cookie` into the browser. */
export async function startAttempt(
  db: Queryable,
  { edition, orgId, who }: Wish,
): Promise<{ readonly state: string; readonly cookie: string }> {
  const [state, cookie] = [newSecret(''), newSecret('')];
  await db.query(`DELETE FROM connect_attempts WHERE expires_at < clock_timestamp() - interval '1 day'`);
  await db.query(
    `INSERT INTO connect_attempts (state_hash, cookie_hash, org_id, edition, who, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + ${LASTS})`,
    [hashOf(state), hashOf(cookie), orgId, edition, who],
  );
  return { state, cookie };
}

/** The attempt that both are of; null: there is none, it is too old, or it has ended. It ends now. */
export async function endAttempt(
  db: Queryable,
  { state, cookie }: { readonly state: string; readonly cookie: string },
): Promise<Wish | null> {
  const { rows } = await db.query<Wish>(
    `UPDATE connect_attempts SET used_at = clock_timestamp()
     WHERE state_hash = $1 AND cookie_hash = $2 AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING ${WISH}`,
    [hashOf(state), hashOf(cookie)],
  );
  return rows[0] ?? null;
}
