import { randomUUID } from 'node:crypto';
import { canMove, type OrgState } from '../../contracts/org-states.js';
import { appendAudit, type NewAuditEntry } from '../../platform/audit/audit-log.js';
import type { Client, Queryable } from '../../platform/db/pool.js';

export interface Org {
  readonly orgId: number;
  readonly name: string | null;
  /** Where its credentials come from. */
  readonly source: 'environment' | 'oauth';
  readonly state: OrgState;
  readonly stateSince: Date;
  readonly why: string | null;
  readonly createdAt: Date;
}

/** Who changes an org: a person, or Textback by itself. */
export type ChangedBy = Pick<NewAuditEntry, 'operator' | 'via'>;

export const byTextback: ChangedBy = { operator: 'Textback', via: 'system' };

const COLUMNS = `org_id AS "orgId", name, source, state, state_since AS "stateSince", why, created_at AS "createdAt"`;

/** All orgs, the environment's first. */
export async function listOrgs(db: Queryable): Promise<Org[]> {
  const { rows } = await db.query<Org>(
    `SELECT ${COLUMNS} FROM orgs ORDER BY source <> 'environment', org_id`,
  );
  return rows;
}

export async function getOrg(db: Queryable, orgId: number): Promise<Org | null> {
  const { rows } = await db.query<Org>(`SELECT ${COLUMNS} FROM orgs WHERE org_id = $1`, [orgId]);
  return rows[0] ?? null;
}

/** Those that wait for somebody to connect them again. */
export async function countOrgsToReconnect(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*) AS count FROM orgs WHERE state = 'reconnect_required'`,
  );
  return rows[0]?.count ?? 0;
}

type NewOrg = Pick<Org, 'orgId' | 'source'> & { readonly name?: string | null };

/** Inserts the org, connected; one that is there gets this source and keeps its state. True if it is new. */
export async function insertOrg(client: Client, { orgId, source, name = null }: NewOrg): Promise<boolean> {
  const { rows } = await client.query<{ isNew: boolean }>(
    `INSERT INTO orgs (org_id, source, name, state) VALUES ($1, $2, $3, 'connected')
     ON CONFLICT (org_id) DO UPDATE SET source = excluded.source, name = coalesce(excluded.name, orgs.name)
     RETURNING xmax = 0 AS "isNew"`, // xmax: set on a row that was updated
    [orgId, source, name],
  );
  return rows[0]?.isNew ?? false;
}

/** The same, for an org that somebody connects: also one that is back. Writes an audit entry unless it was connected already. */
export async function connectOrg(client: Client, org: NewOrg, by: ChangedBy): Promise<void> {
  if (await insertOrg(client, org)) await audit(client, org.orgId, 'connected', by);
  else await changeOrgState(client, { orgId: org.orgId, to: 'connected', why: null }, by);
}

export interface StateChange {
  readonly orgId: number;
  readonly to: OrgState;
  /** For operators, without personal data. */
  readonly why: string | null;
}

/**
 * Moves the org to the state and writes an audit entry, in the transaction of `client`, which holds the org's row from then on. False,
 * and nothing changes: it is in the state already, or cannot come to it from where it is, or there is no such org.
 */
export async function changeOrgState(
  client: Client,
  { orgId, to, why }: StateChange,
  by: ChangedBy = byTextback,
): Promise<boolean> {
  const { rows } = await client.query<{ state: OrgState }>(
    'SELECT state FROM orgs WHERE org_id = $1 FOR NO KEY UPDATE',
    [orgId],
  );
  const from = rows[0]?.state;
  if (from === undefined || !canMove(from, to)) return false;
  await client.query(
    'UPDATE orgs SET state = $2, state_since = clock_timestamp(), why = $3 WHERE org_id = $1',
    [orgId, to, why],
  );
  await audit(client, orgId, to, by);
  return true;
}

const audit = (client: Client, orgId: number, state: OrgState, by: ChangedBy) =>
  appendAudit(client, {
    requestId: randomUUID(),
    ...by,
    operation: 'change_org_state',
    orgId,
    conversationId: null,
    target: `org ${orgId}`,
    result: `org_${state}`,
  });
