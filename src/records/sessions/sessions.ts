import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';

/** One open thread of (our number, visitor's number). */
export interface Session {
  readonly id: number;
  readonly orgId: number;
  readonly conversationId: number;
  readonly ourNumber: string;
  /** In the spelling that the phone wrote from last; `phoneKey` tells whether two are the same phone. */
  readonly visitorNumber: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  /** When the phone last wrote in this thread; null if it never has. */
  readonly heardAt: Date | null;
  /** When a vendor cut a loop; automatic answers have been off since. */
  readonly automaticOffAt: Date | null;
}

/** The conversation and the numbers that a session connects. */
export type Thread = Pick<Session, 'orgId' | 'conversationId' | 'ourNumber' | 'visitorNumber'>;

const columns = `id, org_id AS "orgId", conversation_id AS "conversationId", our_number AS "ourNumber",
  visitor_number AS "visitorNumber", opened_at AS "openedAt", closed_at AS "closedAt",
  heard_at AS "heardAt", automatic_off_at AS "automaticOffAt"`;

/** The open session of a pair of numbers, to which a visitor's text belongs. */
export async function findOpenSession(
  db: Queryable,
  ourNumber: string,
  visitorNumber: string,
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE our_number = $1 AND phone_key(visitor_number) = phone_key($2) AND closed_at IS NULL`,
    [ourNumber, visitorNumber],
  );
  return rows[0] ?? null;
}

/**
 * The session that had a pair of numbers at that time, to which a text that came then belongs, open or closed by now. A session that gave
 * its number up and got it back counts as open meanwhile: the one in between was opened later, and hides it.
 */
export async function findHolder(
  db: Queryable,
  {
    ourNumber,
    visitorNumber,
    at,
  }: { readonly ourNumber: string; readonly visitorNumber: string; readonly at: Date },
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions
     WHERE our_number = $1 AND phone_key(visitor_number) = phone_key($2) AND opened_at <= $3
       AND (closed_at IS NULL OR closed_at > $3)
     ORDER BY opened_at DESC, id DESC LIMIT 1`,
    [ourNumber, visitorNumber, at],
  );
  return rows[0] ?? null;
}

/** The open session of a conversation, to which a rep's message goes. */
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

/** The thread that closed because its conversation was deleted at that time; null if there was none. */
export async function findThreadOfDeleted(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  goneAt: Date,
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE org_id = $1 AND conversation_id = $2 AND closed_at >= $3 AND taken_over_by IS NULL
     ORDER BY closed_at, id LIMIT 1`,
    [orgId, conversationId, goneAt],
  );
  return rows[0] ?? null;
}

export async function findSession(db: Queryable, id: number): Promise<Session> {
  const { rows } = await db.query<Session>(`SELECT ${columns} FROM sessions WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw new Error(`session ${id} does not exist`);
  return rows[0];
}

/** The caller ensures that the pair and the conversation have no open session. `heardAt`: the phone's text that opened it. */
export async function insertSession(
  db: Queryable,
  { orgId, conversationId, ourNumber, visitorNumber }: Thread,
  heardAt: Date | null = null,
): Promise<Session> {
  const { rows } = await db.query<Session>(
    `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number, opened_at, heard_at)
     VALUES ($1, $2, $3, $4, clock_timestamp(), $5) RETURNING ${columns}`,
    [orgId, conversationId, ourNumber, visitorNumber, heardAt],
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL gave no row for a new session');
  return rows[0];
}

/** The last thread that a pair of numbers had until that time. */
export async function findLastSession(
  db: Queryable,
  { orgId, visitorNumber, ourNumber, at }: Omit<Thread, 'conversationId'> & { readonly at: Date },
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions
     WHERE phone_key(visitor_number) = phone_key($1) AND our_number = $2 AND org_id = $3 AND opened_at <= $4
     ORDER BY closed_at DESC NULLS FIRST, id DESC LIMIT 1`,
    [visitorNumber, ourNumber, orgId, at],
  );
  return rows[0] ?? null;
}

/**
 * The last thread of a phone with any number of ours. `several`: more than one contact has had a thread with it, so that nobody can
 * say whose it is.
 */
export async function findLastSessionOfPhone(
  db: Queryable,
  { orgId, visitorNumber }: Pick<Thread, 'orgId' | 'visitorNumber'>,
): Promise<Session | 'several' | null> {
  const { rows } = await db.query<Session & { readonly contacts: number }>(
    `SELECT ${columns}, (
       SELECT count(DISTINCT coalesce('contact ' || c.contact_id, 'conversation ' || c.conversation_id))::int
       FROM sessions s JOIN conversations c USING (org_id, conversation_id)
       WHERE s.org_id = $2 AND phone_key(s.visitor_number) = phone_key($1)) AS contacts
     FROM sessions WHERE phone_key(visitor_number) = phone_key($1) AND org_id = $2
     ORDER BY closed_at DESC NULLS FIRST, id DESC LIMIT 1`,
    [visitorNumber, orgId],
  );
  const last = rows[0] ?? null;
  return last !== null && last.contacts > 1 ? 'several' : last;
}

/** The session whose number this one took over; null if it took a free number. */
export async function findTakenOver(db: Queryable, sessionId: number): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE taken_over_by = $1 ORDER BY id DESC LIMIT 1`,
    [sessionId],
  );
  return rows[0] ?? null;
}

/** The phone has written in this thread: it keeps its number, and from now on it is answered in the spelling that it wrote from. */
export async function noteHeard(
  db: Queryable,
  sessionId: number,
  text: { readonly from: string; readonly at: Date },
): Promise<void> {
  await db.query(
    `UPDATE sessions SET heard_at = greatest(heard_at, $3), visitor_number = $2
     WHERE id = $1 AND phone_key(visitor_number) = phone_key($2)`,
    [sessionId, text.from, text.at],
  );
}

/** Turns automatic answers off in this thread, after a vendor cut a loop between machines. */
export async function stopAutomaticAnswers(db: Queryable, sessionId: number): Promise<void> {
  await db.query(
    'UPDATE sessions SET automatic_off_at = clock_timestamp() WHERE id = $1 AND automatic_off_at IS NULL',
    [sessionId],
  );
}
