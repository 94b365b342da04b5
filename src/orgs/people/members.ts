import type { Queryable } from '../../platform/db/pool.js';
import type { Caller } from './authorise.js';
import type { Role } from './roles.js';

/** Somebody who signs in by OIDC and has a role in at least one org. */
export interface Person {
  readonly personId: number;
  readonly caller: Caller;
}

/** Who this is now; null once they have no role anywhere. */
export async function personOf(db: Queryable, personId: number): Promise<Person | null> {
  const { rows } = await db.query<{ name: string; orgId: number; role: Role }>(
    `SELECT coalesce(p.email, p.subject) AS name, m.org_id AS "orgId", m.role
     FROM people p JOIN memberships m ON m.person_id = p.id WHERE p.id = $1 ORDER BY 2`,
    [personId],
  );
  const [first] = rows;
  if (first === undefined) return null;
  const roles = new Map(rows.map(({ orgId, role }) => [orgId, role]));
  return { personId, caller: { name: first.name, id: `person:${personId}`, roles } };
}

/** A person as the others of an org see them. */
export interface Member {
  readonly id: number;
  /** As the provider last verified it; null if it has told none. */
  readonly email: string | null;
  readonly role: Role;
  readonly addedBy: string;
  readonly since: Date;
}

export async function listMembers(db: Queryable, orgId: number): Promise<Member[]> {
  const { rows } = await db.query<Member>(
    `SELECT p.id, p.email, m.role, m.added_by AS "addedBy", m.since
     FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.org_id = $1 ORDER BY p.email, p.id`,
    [orgId],
  );
  return rows;
}

/** From the commit on they have this role, in sessions that are open too. Null: no such person in the org. */
export async function setRole(
  db: Queryable,
  orgId: number,
  personId: number,
  role: Role,
): Promise<'changed' | 'as_before' | null> {
  const { rows } = await db.query<{ isNew: boolean }>(
    `UPDATE memberships m SET role = $3
     FROM (SELECT org_id, person_id, role FROM memberships WHERE org_id = $1 AND person_id = $2 FOR UPDATE) before
     WHERE m.org_id = before.org_id AND m.person_id = before.person_id RETURNING before.role <> m.role AS "isNew"`,
    [orgId, personId, role],
  );
  return rows[0] === undefined ? null : rows[0].isNew ? 'changed' : 'as_before';
}

/** From the commit on they have no role in the org, and no open invitation brings them back. False: no such person in the org. */
export async function removeMember(db: Queryable, orgId: number, personId: number): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM memberships WHERE org_id = $1 AND person_id = $2', [
    orgId,
    personId,
  ]);
  if (rowCount !== 1) return false;
  await db.query(
    `UPDATE invitations i SET withdrawn_at = clock_timestamp() FROM people p
     WHERE p.id = $2 AND i.org_id = $1 AND i.email = lower(p.email) AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL`,
    [orgId, personId],
  );
  return true;
}
