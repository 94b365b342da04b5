import { randomUUID } from 'node:crypto';
import { admit, type Admission, type Identity } from '../../orgs/people/admit.js';
import { appendAudit, type NewAuditEntry } from '../../platform/audit/audit-log.js';
import { inTransaction, type Pool } from '../../platform/db/pool.js';
import type { Operation } from './audit.js';
import type { OperationResult } from './results.js';

/** Lets somebody in, or not. Both are in the audit log: each invitation that is accepted in its org, a refusal for the owner alone. */
export async function signIn(pool: Pool, identity: Identity): Promise<Admission> {
  return inTransaction(pool, async (client) => {
    const admission = await admit(client, identity);
    const entries: Entry[] =
      admission.is === 'admitted'
        ? admission.accepted.map(({ id, orgId, role }) => ({
            operation: 'accept_invitation',
            orgId,
            target: `invitation ${id}: ${role}`,
            result: 'invitation_accepted',
          }))
        : [{ operation: 'sign_in', orgId: null, target: 'console', result: resultOf[admission.is] }];
    const name =
      admission.is === 'admitted' ? admission.person.caller.name : (identity.email ?? identity.subject);
    for (const entry of entries)
      await appendAudit(client, {
        ...entry,
        requestId: randomUUID(),
        operator: name.slice(0, 80),
        via: 'console',
        conversationId: null,
      });
    return admission;
  });
}

const resultOf = { unverified: 'sign_in_unverified', not_invited: 'sign_in_not_invited' } as const;

interface Entry extends Pick<NewAuditEntry, 'orgId' | 'target'> {
  readonly operation: Operation;
  readonly result: OperationResult;
}
