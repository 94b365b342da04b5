import type { Queryable } from '../../platform/db/pool.js';
import type { Role } from './roles.js';

/** An invitation that nobody has accepted. */
export interface Invitation {
  readonly id: number;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const COLUMNS = `id, email, role, invited_by AS "invitedBy", created_at AS "createdAt", expires_at AS "expiresAt"`;

const UNANSWERED = 'accepted_at IS NULL AND withdrawn_at IS NULL';

/** SQL condition on a row of invitations: whoever has the address may accept it. */
export const INVITATION_COUNTS = `(${UNANSWERED} AND expires_at > clock_timestamp())`;

export interface NewInvitation {
  readonly orgId: number;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly lastsMs: number;
}

/** It stands in for an earlier one to the same address. */
export async function createInvitation(
  db: Queryable,
  { orgId, email, role, invitedBy, lastsMs }: NewInvitation,
): Promise<Invitation> {
  const { rows } = await db.query<Invitation>(
    `INSERT INTO invitations (org_id, email, role, invited_by, expires_at)
     VALUES ($1, lower($2), $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
     ON CONFLICT (email, org_id) WHERE ${UNANSWERED}
     DO UPDATE SET role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
     RETURNING ${COLUMNS}`,
    [orgId, email, role, invitedBy, lastsMs],
  );
  if (rows[0] === undefined) throw new Error('an invitation was not written down');
  return rows[0];
}

/** Those of an org that can be accepted, newest first. */
export async function listInvitations(db: Queryable, orgId: number): Promise<Invitation[]> {
  const { rows } = await db.query<Invitation>(
    `SELECT ${COLUMNS} FROM invitations WHERE org_id = $1 AND ${INVITATION_COUNTS} ORDER BY id DESC`,
    [orgId],
  );
  return rows;
}

/** From the commit on nobody can accept it. False: the org has no such invitation, or it is answered. */
export async function withdrawInvitation(db: Queryable, orgId: number, id: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE invitations SET withdrawn_at = clock_timestamp() WHERE org_id = $1 AND id = $2 AND ${UNANSWERED}`,
    [orgId, id],
  );
  return rowCount === 1;
}
