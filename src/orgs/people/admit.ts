import type { Client } from '../../platform/db/pool.js';
import { INVITATION_COUNTS } from './invitations.js';
import { personOf, type Person } from './members.js';
import type { Role } from './roles.js';

/** Somebody as their provider tells who they are. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The provider says that the address is theirs. Else it is what anybody could have typed. */
  readonly isEmailVerified: boolean;
}

/** `unverified`: they could have an invitation, but the provider does not vouch for the address. */
export type Admission =
  | { readonly is: 'admitted'; readonly person: Person; readonly accepted: readonly Accepted[] }
  | { readonly is: 'unverified' | 'not_invited' };

export interface Accepted {
  readonly id: number;
  readonly orgId: number;
  readonly role: Role;
  readonly invitedBy: string;
}

/** Lets members in, and whoever has an invitation, which is used up. Nothing is kept of others. In one transaction. */
export async function admit(client: Client, identity: Identity): Promise<Admission> {
  const { issuer, subject, isEmailVerified } = identity;
  const email = isEmailVerified ? identity.email : null;
  const { rows: invited } = await client.query<Accepted>(
    `SELECT id, org_id AS "orgId", role, invited_by AS "invitedBy" FROM invitations
     WHERE email = lower($1) AND ${INVITATION_COUNTS} ORDER BY id FOR UPDATE`,
    [email],
  );
  const { rows: known } = await client.query<{ id: number }>(
    `SELECT p.id FROM people p WHERE p.issuer = $1 AND p.subject = $2 AND EXISTS (SELECT FROM memberships WHERE person_id = p.id)`,
    [issuer, subject],
  );
  if (invited.length === 0 && known.length === 0)
    return { is: identity.email !== null && email === null ? 'unverified' : 'not_invited' };
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, email) VALUES ($1, $2, $3)
     ON CONFLICT (issuer, subject) DO UPDATE SET email = coalesce(excluded.email, people.email) RETURNING id`,
    [issuer, subject, email],
  );
  const personId = rows[0]?.id ?? 0;
  for (const { id, orgId, role, invitedBy } of invited) {
    await client.query(
      `INSERT INTO memberships (org_id, person_id, role, added_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (org_id, person_id) DO UPDATE SET role = excluded.role, added_by = excluded.added_by`,
      [orgId, personId, role, invitedBy],
    );
    await client.query('UPDATE invitations SET accepted_at = clock_timestamp() WHERE id = $1', [id]);
  }
  const person = await personOf(client, personId);
  // A membership that was taken away in this moment.
  return person === null ? { is: 'not_invited' } : { is: 'admitted', person, accepted: invited };
}
