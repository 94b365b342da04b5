import {
  createInvitation,
  withdrawInvitation,
  type Invitation,
  type NewInvitation,
} from '../../orgs/people/invitations.js';
import { removeMember, setRole } from '../../orgs/people/members.js';
import type { Role } from '../../orgs/people/roles.js';
import type { Pool } from '../../platform/db/pool.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/** How long an invitation stands unless somebody says otherwise, and at most. Milliseconds. */
export const INVITATION_LASTS = { usually: 7 * 86_400_000, most: 60 * 86_400_000 } as const;

/**
 * Invites somebody into an org by their e-mail address, which the audit log names. `hasProvider`: people can sign in by OIDC.
 * @throws OperationRefused conflict if nobody could accept it
 */
export async function invite(
  pool: Pool,
  asked: Asked,
  wanted: Omit<NewInvitation, 'invitedBy'>,
  hasProvider: boolean,
): Promise<{ readonly done: Done; readonly invitation: Invitation | null }> {
  if (!hasProvider)
    throw new OperationRefused(
      'conflict',
      'nobody could accept an invitation: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET first, or make a personal token',
    );
  const { orgId, email, role } = wanted;
  let invitation: Invitation | null = null;
  const intent = { operation: 'invite_person', target: `${role} ${email.toLowerCase()}`, orgId } as const;
  const done = await operate(pool, asked, intent, async (client) => {
    invitation = await createInvitation(client, { ...wanted, invitedBy: asked.operator.name });
    return { orgId, conversationId: null, result: 'person_invited' };
  });
  return { done, invitation };
}

/** @throws OperationRefused not_found */
export async function withdrawInvite(pool: Pool, asked: Asked, orgId: number, id: number): Promise<Done> {
  const intent = { operation: 'withdraw_invitation', target: `invitation ${id}`, orgId } as const;
  return operate(pool, asked, intent, async (client) => {
    if (!(await withdrawInvitation(client, orgId, id)))
      throw new OperationRefused('not_found', `this org has no open invitation ${id}`);
    return { orgId, conversationId: null, result: 'invitation_withdrawn' };
  });
}

/** @throws OperationRefused not_found */
export async function changeRole(
  pool: Pool,
  asked: Asked,
  orgId: number,
  { personId, role }: { readonly personId: number; readonly role: Role },
): Promise<Done> {
  const intent = { operation: 'change_role', target: `person ${personId}: ${role}`, orgId } as const;
  return operate(pool, asked, intent, async (client) => {
    const found = await setRole(client, orgId, personId, role);
    if (found === null) throw noSuchPerson(personId);
    return { orgId, conversationId: null, result: found === 'changed' ? 'role_changed' : 'role_as_before' };
  });
}

/** @throws OperationRefused not_found */
export async function removePerson(pool: Pool, asked: Asked, orgId: number, personId: number): Promise<Done> {
  const intent = { operation: 'remove_person', target: `person ${personId}`, orgId } as const;
  return operate(pool, asked, intent, async (client) => {
    if (!(await removeMember(client, orgId, personId))) throw noSuchPerson(personId);
    return { orgId, conversationId: null, result: 'person_removed' };
  });
}

const noSuchPerson = (personId: number) =>
  new OperationRefused('not_found', `there is no person ${personId} in this org`);
