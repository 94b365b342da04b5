import type { Queryable } from '../../platform/db/pool.js';

/** An event that Textback could not match to a conversation, as operators see it: without numbers and message text. */
export interface HeldEvent {
  readonly id: number;
  readonly orgId: number;
  readonly kind: string;
  readonly eventKey: string;
  /** Why the event is held. */
  readonly detail: string | null;
  readonly receivedAt: Date;
}

export interface HeldPage {
  readonly held: readonly HeldEvent[];
  /** Pass as `before` to get the next, older page; null on the last page. */
  readonly next: number | null;
}

/** Held events with IDs below `before`, newest first. `limit`: maximum per page. */
export async function listHeld(
  db: Queryable,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<HeldPage> {
  const { rows } = await db.query<HeldEvent>(
    `SELECT id, org_id AS "orgId", kind, event_key AS "eventKey", outcome_detail AS detail, received_at AS "receivedAt"
     FROM inbox WHERE outcome = 'held' AND ($1::bigint IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
    [before, limit + 1],
  );
  const held = rows.slice(0, limit);
  return { held, next: rows.length > limit ? (held.at(-1)?.id ?? null) : null };
}

export async function countHeld(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM inbox WHERE outcome = 'held'`,
  );
  return rows[0]?.count ?? 0;
}
