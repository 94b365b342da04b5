import type { Queryable } from '../../platform/db/pool.js';
import type { Caller } from './authorise.js';
import type { Role } from './roles.js';
import { hashOf, newSecret } from './secrets.js';

export const TOKEN_PREFIX = 'tb_';
const FORM = /^tb_[\w-]{43}$/;

/** A personal token as people see it: everything but the token. */
export interface TokenEntry {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = `id, name, role, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/** SQL condition on a row of personal_tokens: it lets its bearer in. */
export const TOKEN_COUNTS = `(revoked_at IS NULL AND expires_at > clock_timestamp())`;

export interface NewToken {
  readonly orgId: number;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly lastsMs: number;
}

/** Makes a personal token. This answer is the only place where it stands in clear. */
export async function createToken(
  db: Queryable,
  { orgId, name, role, createdBy, lastsMs }: NewToken,
): Promise<{ readonly token: string; readonly entry: TokenEntry }> {
  const token = newSecret(TOKEN_PREFIX);
  const { rows } = await db.query<TokenEntry>(
    `INSERT INTO personal_tokens (org_id, name, role, token_hash, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond') RETURNING ${COLUMNS}`,
    [orgId, name, role, hashOf(token), createdBy, lastsMs],
  );
  if (rows[0] === undefined) throw new Error('a personal token was not written down');
  return { token, entry: rows[0] };
}

/** Those of an org, newest first, also those that let nobody in any more. */
export async function listTokens(db: Queryable, orgId: number, limit: number): Promise<TokenEntry[]> {
  const { rows } = await db.query<TokenEntry>(
    `SELECT ${COLUMNS} FROM personal_tokens WHERE org_id = $1 ORDER BY id DESC LIMIT $2`,
    [orgId, limit],
  );
  return rows;
}

/** From the commit on it lets nobody in, and the sessions that began with it are over. */
export async function revokeToken(
  db: Queryable,
  orgId: number,
  id: number,
): Promise<'revoked' | 'as_before' | 'unknown'> {
  const { rows } = await db.query<{ isNew: boolean }>(
    `UPDATE personal_tokens t SET revoked_at = coalesce(t.revoked_at, clock_timestamp())
     FROM (SELECT id, revoked_at FROM personal_tokens WHERE org_id = $1 AND id = $2 FOR UPDATE) before
     WHERE t.id = before.id RETURNING before.revoked_at IS NULL AS "isNew"`,
    [orgId, id],
  );
  if (rows[0] === undefined) return 'unknown';
  return rows[0].isNew ? 'revoked' : 'as_before';
}

/** A token, and who its bearer is. */
export interface Bearer {
  readonly tokenId: number;
  readonly caller: Caller;
}

interface Found {
  readonly id: number;
  readonly orgId: number;
  readonly name: string;
  readonly role: Role;
  readonly isStale: boolean;
}

const bearer = ({ id, orgId, name, role }: Found): Bearer => ({
  tokenId: id,
  caller: { name, id: `token:${id}`, roles: new Map([[orgId, role]]) },
});

const FOUND = `id, org_id AS "orgId", name, role,
  coalesce(last_used_at < clock_timestamp() - interval '1 minute', true) AS "isStale"`;

/** Whose token this is; null if it is no personal token of ours, or one that is revoked or expired. */
export async function findBearer(db: Queryable, token: string): Promise<Bearer | null> {
  if (!FORM.test(token)) return null;
  const { rows } = await db.query<Found>(
    `SELECT ${FOUND} FROM personal_tokens WHERE token_hash = $1 AND ${TOKEN_COUNTS}`,
    [hashOf(token)],
  );
  const [found] = rows;
  if (found === undefined) return null;
  if (found.isStale) await noteUse(db, found.id);
  return bearer(found);
}

/** Whose token has this ID, for a session that began with it; null if it no longer counts. */
export async function bearerOf(db: Queryable, tokenId: number): Promise<Bearer | null> {
  const { rows } = await db.query<Found>(
    `SELECT ${FOUND} FROM personal_tokens WHERE id = $1 AND ${TOKEN_COUNTS}`,
    [tokenId],
  );
  return rows[0] === undefined ? null : bearer(rows[0]);
}

/** To the minute: a script that calls a hundred times a second writes no hundred rows. */
const noteUse = (db: Queryable, id: number) =>
  db.query('UPDATE personal_tokens SET last_used_at = clock_timestamp() WHERE id = $1', [id]);
