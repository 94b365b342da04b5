import type { Queryable } from '../../platform/db/pool.js';
import type { Refusal } from '../../contracts/media-refusals.js';

/** Origin of a file. Repeated fetches share its `sourceKey`: `<MessageSid>:<index>`, `<message ID>:<attachment ID>`. */
export interface MediaSource {
  readonly orgId: number;
  readonly conversationId: number | null;
  readonly origin: 'text' | 'attachment';
  readonly sourceKey: string;
}

export interface MediaFile {
  readonly contentType: string;
  readonly name: string | null;
  readonly bytes: Buffer;
}

/** A row of `media` without the bytes. */
export interface MediaRecord {
  readonly id: string;
  readonly sourceKey: string;
  readonly state: 'stored' | 'refused';
  readonly refusal: string | null;
  readonly contentType: string | null;
  readonly name: string | null;
  readonly byteLength: number | null;
  readonly expiresAt: Date;
}

const columns = `id, source_key AS "sourceKey", state, refusal, content_type AS "contentType", name,
  byte_length AS "byteLength", expires_at AS "expiresAt"`;

/** Stores a file for `ttlMs`; an existing file is left as it is. */
export async function storeMedia(
  db: Queryable,
  source: MediaSource,
  { contentType, name, bytes }: MediaFile,
  ttlMs: number,
): Promise<void> {
  await db.query(
    `INSERT INTO media (org_id, conversation_id, origin, source_key, state, content_type, name, byte_length, bytes, expires_at)
     VALUES ($1, $2, $3, $4, 'stored', $5, $6, $7, $8, clock_timestamp() + $9 * interval '1 millisecond')
     ON CONFLICT ON CONSTRAINT media_one_row_per_source DO NOTHING`,
    [
      source.orgId,
      source.conversationId,
      source.origin,
      source.sourceKey,
      contentType,
      name,
      bytes.length,
      bytes,
      ttlMs,
    ],
  );
}

/** Records for `ttlMs` that a file cannot be fetched, and why. */
export async function refuseMedia(
  db: Queryable,
  source: MediaSource,
  refusal: Refusal,
  ttlMs: number,
): Promise<void> {
  await db.query(
    `INSERT INTO media (org_id, conversation_id, origin, source_key, state, refusal, expires_at)
     VALUES ($1, $2, $3, $4, 'refused', $5, clock_timestamp() + $6 * interval '1 millisecond')
     ON CONFLICT ON CONSTRAINT media_one_row_per_source DO NOTHING`,
    [source.orgId, source.conversationId, source.origin, source.sourceKey, refusal, ttlMs],
  );
}

/** The records of these sources, unordered; unfetched files are missing. */
export async function findMedia(
  db: Queryable,
  orgId: number,
  sourceKeys: readonly string[],
): Promise<MediaRecord[]> {
  const { rows } = await db.query<MediaRecord>(
    `SELECT ${columns} FROM media WHERE org_id = $1 AND source_key = ANY($2::text[])`,
    [orgId, sourceKeys],
  );
  return rows;
}

/** A stored file's record, by the ID in its link; null if it was never stored, was deleted, or has expired. */
export async function findStoredMedia(db: Queryable, id: string): Promise<MediaRecord | null> {
  const { rows } = await db.query<MediaRecord>(
    `SELECT ${columns} FROM media WHERE id = $1 AND state = 'stored' AND expires_at > clock_timestamp()`,
    [id],
  );
  return rows[0] ?? null;
}

/** A stored file's bytes; null if they were deleted meanwhile. */
export async function readMediaBytes(db: Queryable, id: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ bytes: Buffer }>(
    `SELECT bytes FROM media WHERE id = $1 AND state = 'stored'`,
    [id],
  );
  return rows[0]?.bytes ?? null;
}

/** Deletes up to `limit` expired rows and returns their number. Call it again while it returns `limit`. */
export async function deleteExpiredMedia(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM media WHERE id IN (
       SELECT id FROM media WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    [limit],
  );
  return rowCount ?? 0;
}
