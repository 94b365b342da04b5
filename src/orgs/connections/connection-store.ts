import { storedVendors } from '../../contracts/stored-names.js';
import type { OrgState } from '../../contracts/org-states.js';
import type { Edition } from '../../contracts/scopes.js';
import type { Client, Queryable } from '../../platform/db/pool.js';

/** The vendor of chats is the one whose tokens change. */
const VENDOR = storedVendors.chat;

/** A connection as people see it: everything but its tokens. */
export interface Connection {
  readonly orgId: number;
  readonly edition: Edition;
  readonly scopes: readonly string[];
  /** Our person: the vendor does not tell. */
  readonly installedBy: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastRefreshedAt: Date | null;
  readonly state: OrgState;
  readonly stateSince: Date;
  readonly why: string | null;
  readonly tokenVersion: number;
  readonly expiresAt: Date | null;
}

const SHOWN = `org_id AS "orgId", edition, scopes, installed_by AS "installedBy", created_at AS "createdAt",
  last_used_at AS "lastUsedAt", last_refreshed_at AS "lastRefreshedAt", state, state_since AS "stateSince", why,
  token_version AS "tokenVersion", expires_at AS "expiresAt"`;

export async function getConnection(db: Queryable, orgId: number): Promise<Connection | null> {
  const { rows } = await db.query<Connection>(
    `SELECT ${SHOWN} FROM connections WHERE org_id = $1 AND vendor = $2`,
    [orgId, VENDOR],
  );
  return rows[0] ?? null;
}

/** Those of all orgs, or of these. */
export async function listConnections(
  db: Queryable,
  orgs: readonly number[] | null = null,
): Promise<Connection[]> {
  const { rows } = await db.query<Connection>(
    `SELECT ${SHOWN} FROM connections WHERE vendor = $1 AND ($2::bigint[] IS NULL OR org_id = ANY($2::bigint[])) ORDER BY org_id`,
    [VENDOR, orgs],
  );
  return rows;
}

/** What a connection's tokens are, and what may be done with them now, by PostgreSQL's clock. */
export interface Tokens {
  readonly edition: Edition;
  /** Grows with each pair. */
  readonly version: number;
  /** Connection and org are connected, and the tokens are there. */
  readonly isOpen: boolean;
  readonly access: Buffer | null;
  readonly refresh: Buffer | null;
  /** The access token has not expired. */
  readonly isValid: boolean;
  /** It is time for a new pair, though the access token may still be good. */
  readonly isDue: boolean;
  /** How long nobody may present the refresh token; 0: now. */
  readonly waitMs: number;
  /** How often the refresh token was presented, as far as anybody knows. */
  readonly presented: number;
  /** To the minute, which is as exact as it is written down. */
  readonly wasUsedLately: boolean;
}

export async function readTokens(db: Queryable, orgId: number): Promise<Tokens | null> {
  const { rows } = await db.query<Tokens>(
    `SELECT c.edition, c.token_version AS version,
            c.state = 'connected' AND o.state = 'connected' AND o.source = 'oauth' AND c.access_token IS NOT NULL AS "isOpen",
            c.access_token AS access, c.refresh_token AS refresh,
            c.expires_at IS NULL OR c.expires_at > now() AS "isValid",
            c.refresh_from IS NOT NULL AND c.refresh_from <= now() AS "isDue",
            greatest(0, ceil(extract(epoch FROM c.refresh_not_before - now()) * 1000))::int AS "waitMs",
            c.refresh_presented AS presented,
            coalesce(c.last_used_at > now() - interval '1 minute', false) AS "wasUsedLately"
     FROM connections c JOIN orgs o USING (org_id) WHERE c.org_id = $1 AND c.vendor = $2`,
    [orgId, VENDOR],
  );
  return rows[0] ?? null;
}

export async function noteUse(db: Queryable, orgId: number): Promise<void> {
  await db.query(
    `UPDATE connections SET last_used_at = clock_timestamp()
     WHERE org_id = $1 AND vendor = $2 AND state = 'connected' AND coalesce(last_used_at < clock_timestamp() - interval '1 minute', true)`,
    [orgId, VENDOR],
  );
}

export interface OneToken {
  readonly orgId: number;
  /** Nothing is changed if the tokens are others by now. */
  readonly version: number;
}

/** Writes down that the refresh token is about to be presented, and holds all others off for so long. False: not allowed any more. */
export async function countPresentation(
  db: Queryable,
  { orgId, version }: OneToken,
  { presented, holdMs }: { readonly presented: number; readonly holdMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE connections SET refresh_presented = refresh_presented + 1,
       refresh_not_before = clock_timestamp() + $5 * interval '1 millisecond'
     WHERE org_id = $1 AND vendor = $2 AND token_version = $3 AND state = 'connected' AND refresh_presented = $4`,
    [orgId, VENDOR, version, presented, holdMs],
  );
  return rowCount === 1;
}

/** After an attempt that gave nothing: how often the token counts as presented, and when the next attempt may be. */
export async function noteFailedRefresh(
  db: Queryable,
  { orgId, version }: OneToken,
  { presented, waitMs }: { readonly presented: number; readonly waitMs: number },
): Promise<void> {
  await db.query(
    `UPDATE connections SET refresh_presented = $4, refresh_not_before = clock_timestamp() + $5 * interval '1 millisecond'
     WHERE org_id = $1 AND vendor = $2 AND token_version = $3`,
    [orgId, VENDOR, version, presented, waitMs],
  );
}

/** Sealed, with how long they live. */
export interface NewTokens {
  readonly access: Buffer;
  /** Null: the present one stays, and was not spent. */
  readonly refresh: Buffer | null;
  readonly lifeMs: number;
  readonly refreshInMs: number;
}

/** False: the org has disconnected, or connected anew, meanwhile. */
export async function saveRefreshed(
  db: Queryable,
  { orgId, version }: OneToken,
  { access, refresh, lifeMs, refreshInMs }: NewTokens,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE connections SET access_token = $4, refresh_token = coalesce($5, refresh_token), token_version = token_version + 1,
       expires_at = clock_timestamp() + $6 * interval '1 millisecond', refresh_from = clock_timestamp() + $7 * interval '1 millisecond',
       refresh_presented = 0, refresh_not_before = NULL, last_refreshed_at = clock_timestamp()
     WHERE org_id = $1 AND vendor = $2 AND token_version = $3 AND state = 'connected'`,
    [orgId, VENDOR, version, access, refresh, lifeMs, refreshInMs],
  );
  return rowCount === 1;
}

export interface NewConnection extends NewTokens {
  readonly orgId: number;
  readonly edition: Edition;
  readonly scopes: readonly string[];
  readonly installedBy: string;
}

/**
 * Notes that the org has approved the app of this edition, so that word of an app which was taken out may be of that one. Only where it has a
 * connection.
 */
export async function noteEdition(db: Queryable, orgId: number, edition: Edition): Promise<void> {
  await db.query(
    `UPDATE connections SET editions_seen = array_append(editions_seen, $3::text)
     WHERE org_id = $1 AND vendor = $2 AND NOT ($3::text = ANY(editions_seen))`,
    [orgId, VENDOR, edition],
  );
}

/** What the vendor grants now. */
export async function noteScopes(db: Queryable, orgId: number, scopes: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE connections SET scopes = $3 WHERE org_id = $1 AND vendor = $2 AND state = 'connected'`,
    [orgId, VENDOR, scopes],
  );
}

/** The editions of our app that the org has ever approved. */
export async function editionsSeen(db: Queryable, orgId: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ seen: string[] }>(
    'SELECT editions_seen AS seen FROM connections WHERE org_id = $1 AND vendor = $2',
    [orgId, VENDOR],
  );
  return rows[0]?.seen ?? [];
}

/** Connects, also in the place of a connection that was there: whatever a refresh of that one brings later is not saved. */
export async function saveConnection(client: Client, given: NewConnection): Promise<void> {
  const { orgId, edition, scopes, installedBy, access, refresh, lifeMs, refreshInMs } = given;
  await noteEdition(client, orgId, edition);
  await client.query(
    `INSERT INTO connections (org_id, vendor, edition, scopes, installed_by, state, access_token, refresh_token, expires_at, refresh_from,
       editions_seen)
     VALUES ($1, $2, $3, $4, $5, 'connected', $6, $7, clock_timestamp() + $8 * interval '1 millisecond',
       clock_timestamp() + $9 * interval '1 millisecond', ARRAY[$3::text])
     ON CONFLICT (org_id, vendor) DO UPDATE SET edition = excluded.edition, scopes = excluded.scopes, installed_by = excluded.installed_by,
       created_at = excluded.created_at, last_used_at = NULL, last_refreshed_at = NULL, state = excluded.state,
       state_since = excluded.state_since, why = NULL, token_version = connections.token_version + 1,
       access_token = excluded.access_token, refresh_token = excluded.refresh_token, expires_at = excluded.expires_at,
       refresh_from = excluded.refresh_from, refresh_presented = 0, refresh_not_before = NULL`,
    [orgId, VENDOR, edition, scopes, installedBy, access, refresh, lifeMs, refreshInMs],
  );
}

/** The tokens are dead. False: they are others by now, or it was known. */
export async function requireReconnect(
  client: Client,
  { orgId, version }: OneToken,
  why: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE connections SET state = 'reconnect_required', state_since = clock_timestamp(), why = $4
     WHERE org_id = $1 AND vendor = $2 AND token_version = $3 AND state = 'connected'`,
    [orgId, VENDOR, version, why],
  );
  return rowCount === 1;
}

/** Wipes the tokens. `before`: not if the org has connected anew since then. False: there was nothing to wipe. */
export async function wipeConnection(
  client: Client,
  orgId: number,
  { why, before = null }: { readonly why: string; readonly before?: Date | null },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE connections SET state = 'disconnected', state_since = clock_timestamp(), why = $3, access_token = NULL, refresh_token = NULL,
       expires_at = NULL, refresh_from = NULL, refresh_not_before = NULL, token_version = token_version + 1
     WHERE org_id = $1 AND vendor = $2 AND state <> 'disconnected' AND ($4::timestamptz IS NULL OR created_at <= $4)`,
    [orgId, VENDOR, why, before],
  );
  return rowCount === 1;
}
