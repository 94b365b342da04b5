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
  /** When a vendor cut a loop; automatic answers have been off since. */
  readonly automaticOffAt: Date | null;
}

/** The conversation and the numbers that a session connects. */
export type Thread = Pick<Session, 'orgId' | 'conversationId' | 'ourNumber' | 'visitorNumber'>;

const columns = `id, org_id AS "orgId", conversation_id AS "conversationId", our_number AS "ourNumber",
  visitor_number AS "visitorNumber", opened_at AS "openedAt", closed_at AS "closedAt", automatic_off_at AS "automaticOffAt"`;

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

export async function findSession(db: Queryable, id: number): Promise<Session> {
  const { rows } = await db.query<Session>(`SELECT ${columns} FROM sessions WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw new Error(`session ${id} does not exist`);
  return rows[0];
}

/** The caller ensures that the pair and the conversation have no open session. */
export async function insertSession(db: Queryable, thread: Thread): Promise<Session> {
  const { rows } = await db.query<Session>(
    `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES ($1, $2, $3, $4)
     RETURNING ${columns}`,
    [thread.orgId, thread.conversationId, thread.ourNumber, thread.visitorNumber],
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL gave no row for a new session');
  return rows[0];
}

/** The visitor's last closed thread, on the given number of ours or on any. */
export async function findLastSession(
  db: Queryable,
  wanted: { readonly orgId: number; readonly visitorNumber: string; readonly ourNumber: string | null },
): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions
     WHERE phone_key(visitor_number) = phone_key($1) AND ($2::text IS NULL OR our_number = $2) AND org_id = $3
     ORDER BY closed_at DESC NULLS FIRST, id DESC LIMIT 1`,
    [wanted.visitorNumber, wanted.ourNumber, wanted.orgId],
  );
  return rows[0] ?? null;
}

/** The session whose number this one took over; null if it took a free number. */
export async function findTakenOver(db: Queryable, sessionId: number): Promise<Session | null> {
  const { rows } = await db.query<Session>(
    `SELECT ${columns} FROM sessions WHERE taken_over_by = $1 ORDER BY id DESC LIMIT 1`,
    [sessionId],
  );
  return rows[0] ?? null;
}

/** The phone has written in this thread: from now on it is answered in the spelling that it wrote from. */
export async function answerTo(
  db: Queryable,
  { id, visitorNumber }: Session,
  wroteFrom: string,
): Promise<void> {
  if (visitorNumber === wroteFrom) return;
  await db.query(
    'UPDATE sessions SET visitor_number = $2 WHERE id = $1 AND phone_key(visitor_number) = phone_key($2)',
    [id, wroteFrom],
  );
}

/** Turns automatic answers off in this thread, after a vendor cut a loop between machines. */
export async function stopAutomaticAnswers(db: Queryable, sessionId: number): Promise<void> {
  await db.query(
    'UPDATE sessions SET automatic_off_at = clock_timestamp() WHERE id = $1 AND automatic_off_at IS NULL',
    [sessionId],
  );
}
