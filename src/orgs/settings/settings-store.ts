import { storedVendors } from '../../contracts/stored-names.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import type { Overrides, OrgSource } from './org-settings.js';

export interface SettingsVersion {
  /** 0: the org has never had settings of its own. */
  readonly version: number;
  readonly overrides: Overrides;
}

export interface SettingsHistoryEntry extends SettingsVersion {
  readonly changedAt: Date;
  readonly changedBy: string;
}

const none: SettingsVersion = { version: 0, overrides: {} };

/** The org's own values as they are now. */
export async function readSettings(db: Queryable, orgId: number): Promise<SettingsVersion> {
  const { rows } = await db.query<SettingsVersion>({
    name: 'latest-org-settings',
    text: 'SELECT version, settings AS overrides FROM org_settings WHERE org_id = $1 ORDER BY version DESC LIMIT 1',
    values: [orgId],
  });
  return rows[0] ?? none;
}

/** The org's own values of one version, which never change. */
export async function readSettingsVersion(
  db: Queryable,
  orgId: number,
  version: number,
): Promise<SettingsVersion> {
  if (version === 0) return none;
  const { rows } = await db.query<SettingsVersion>(
    'SELECT version, settings AS overrides FROM org_settings WHERE org_id = $1 AND version = $2',
    [orgId, version],
  );
  if (rows[0] === undefined) throw new Error(`settings ${version} of org ${orgId} are not in the database`);
  return rows[0];
}

/** Newest first. */
export async function listSettings(db: Queryable, orgId: number): Promise<SettingsHistoryEntry[]> {
  const { rows } = await db.query<SettingsHistoryEntry>(
    `SELECT version, settings AS overrides, changed_at AS "changedAt", changed_by AS "changedBy"
     FROM org_settings WHERE org_id = $1 ORDER BY version DESC LIMIT 100`,
    [orgId],
  );
  return rows;
}

/** Lets one change of an org's settings happen at a time, until the transaction ends. */
export async function lockSettings(client: Client, orgId: number): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`settings of org ${orgId}`]);
}

/** Call `lockSettings` first. */
export async function writeSettings(
  client: Client,
  orgId: number,
  { version, overrides }: SettingsVersion,
  changedBy: string,
): Promise<void> {
  await client.query(
    'INSERT INTO org_settings (org_id, version, settings, changed_by) VALUES ($1, $2, $3, $4)',
    [orgId, version, overrides, changedBy],
  );
}

export interface SettingsInForce {
  readonly source: OrgSource;
  /** False: the org is connected through the app that may only read. */
  readonly mayWrite: boolean;
  /** The latest version. */
  readonly latest: number;
  /** The version that the conversation began with; `latest` where there is none. */
  readonly began: number;
}

/** Which versions an org and one of its conversations go by. An org without a row is the environment's: it has not been heard of yet. */
export async function versionsInForce(
  db: Queryable,
  orgId: number,
  conversationId: number | null,
): Promise<SettingsInForce> {
  const { rows } = await db.query<{
    source: OrgSource | null;
    mayWrite: boolean;
    latest: number | null;
    began: number | null;
  }>({
    name: 'settings-in-force',
    text: `SELECT (SELECT source FROM orgs WHERE org_id = $1) AS source,
        coalesce((SELECT edition = 'write' FROM connections WHERE org_id = $1 AND vendor = $3), true) AS "mayWrite",
        (SELECT max(version) FROM org_settings WHERE org_id = $1) AS latest,
        (SELECT settings_version FROM conversations WHERE org_id = $1 AND conversation_id = $2) AS began`,
    values: [orgId, conversationId, storedVendors.chat],
  });
  const nothing = { source: null, mayWrite: true, latest: null, began: null };
  const { source, mayWrite, latest, began } = rows[0] ?? nothing;
  const ofEnvironment = source !== 'oauth';
  return {
    source: ofEnvironment ? 'environment' : source,
    mayWrite: ofEnvironment || mayWrite,
    latest: latest ?? 0,
    began: began ?? latest ?? 0,
  };
}
