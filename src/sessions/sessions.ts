import type { Client, Queryable } from '../db/pool.js';

/** One open thread of (our number, visitor's number). */
export interface Session {
  readonly id: number;
  readonly orgId: number;
  readonly conversationId: number;
  readonly ourNumber: string;
  readonly visitorNumber: string;
}

const columns = `id, org_id AS "orgId", conversation_id AS "conversationId", our_number AS "ourNumber", visitor_number AS "visitorNumber"`;

/** The open session of a pair of numbers: where a visitor's text belongs. */
export async function findOpenSession(
  db: Queryable,
  ourNumber: string,
  visitorNumber: string,
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE our_number = $1 AND visitor_number = $2 AND closed_at IS NULL`,
    [ourNumber, visitorNumber],
  );
  return rows[0] ?? null;
}

/** The open session of a conversation: where a rep's message goes. */
export async function findSessionOf(
  db: Queryable,
  orgId: number,
  conversationId: number,
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE org_id = $1 AND conversation_id = $2 AND closed_at IS NULL`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}

export async function findSession(db: Queryable, id: number): Promise<Session> {
  const { rows } = await db.query<Session>(`SELECT ${columns} FROM sessions WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw new Error(`session ${id} does not exist`);
  return rows[0];
}

/**
 * Opens the conversation's session, within the caller's transaction. It takes a number of the pool that has no open thread
 * with this visitor; with none free, the newest conversation takes the number over from the oldest, whose session closes.
 */
export async function openSession(
  client: Client,
  wanted: {
    readonly orgId: number;
    readonly conversationId: number;
    readonly visitorNumber: string;
    readonly pool: readonly string[];
  },
): Promise<Session> {
  const { orgId, conversationId, visitorNumber, pool } = wanted;
  // Two conversations of one visitor that get here together take turns.
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [visitorNumber]);
  const existing = await findSessionOf(client, orgId, conversationId);
  if (existing !== null) return existing;
  const { rows } = await client.query<{ number: string; takenBy: number | null }>(
    `SELECT p.number, s.id AS "takenBy"
     FROM unnest($2::text[]) WITH ORDINALITY AS p (number, place)
     LEFT JOIN sessions s ON s.our_number = p.number AND s.visitor_number = $1 AND s.closed_at IS NULL
     ORDER BY s.opened_at NULLS FIRST, p.place LIMIT 1`,
    [visitorNumber, pool],
  );
  const choice = rows[0];
  if (choice === undefined) throw new Error('the pool of numbers is empty');
  if (choice.takenBy !== null) await closeSession(client, choice.takenBy);
  const opened = await client.query<Session>(
    `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
    [orgId, conversationId, choice.number, visitorNumber],
  );
  return opened.rows[0] as Session;
}

async function closeSession(db: Queryable, id: number): Promise<void> {
  await db.query(`UPDATE sessions SET closed_at = clock_timestamp() WHERE id = $1 AND closed_at IS NULL`, [
    id,
  ]);
}
