import { appendAudit, type NewAuditEntry } from '../../platform/audit/audit-log.js';
import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import { inTransaction, type Client, type Pool, type Queryable } from '../../platform/db/pool.js';
import type { Asked, Operator } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';
import type { OperationResult } from './results.js';

export type Operation =
  | 'reprocess_event'
  | 'put_aside_event'
  | 'reprocess_conversation'
  | 'redrive_send'
  | 'confirm_phone'
  | 'unconfirm_phone'
  | 'undo_opt_out'
  | 'export_history'
  | 'create_token'
  | 'revoke_token'
  | 'make_connect_link'
  | 'connect_org'
  | 'disconnect_org'
  | 'invite_person'
  | 'withdraw_invitation'
  | 'accept_invitation'
  | 'change_role'
  | 'remove_person'
  | 'sign_in'
  | 'pause'
  | 'resume'
  | 'change_org_state'
  | 'change_settings';

/** An operation and its target. */
export interface Intent {
  readonly operation: Operation;
  readonly target: string;
  /** The org that it is for, where the request says so. */
  readonly orgId?: number | null;
}

/** The result of an operation, recorded in its audit entry. */
export interface Deed {
  readonly orgId: number | null;
  readonly conversationId: number | null;
  readonly result: OperationResult;
}

/**
 * Performs an operation and records it, in one transaction. A repeated request gets the first result again.
 * @throws OperationRefused
 */
export async function operate(
  pool: Pool,
  { operator, requestId }: Asked,
  { operation, target, orgId: asksFor = null }: Intent,
  work: (client: Client) => Promise<Deed>,
): Promise<Done> {
  if (!/^[\w.:-]{1,100}$/.test(requestId))
    throw new OperationRefused(
      'bad_request',
      'a request ID has 1 to 100 characters: letters, digits and . : _ -',
    );
  return inTransaction(pool, async (client) => {
    // If the same request comes twice at once, the second waits for the first.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [requestId]);
    const before = await client.query<
      Intent & { auditId: number; orgId: number | null; result: OperationResult }
    >(
      'SELECT id AS "auditId", operation, target, org_id AS "orgId", result FROM audit_log WHERE request_id = $1',
      [requestId],
    );
    const [first] = before.rows;
    if (first !== undefined) {
      const isOfAnotherOrg = asksFor !== null && first.orgId !== asksFor;
      if (first.operation !== operation || first.target !== target || isOfAnotherOrg)
        throw new OperationRefused('conflict', 'this request ID was already used for another operation');
      return { auditId: first.auditId, result: first.result, repeated: true };
    }
    const { orgId, conversationId, result } = await work(client);
    const auditId = await appendAudit(client, {
      requestId,
      operator: nameOf(operator),
      via: operator.via,
      operation,
      orgId,
      conversationId,
      target,
      result,
    });
    return { auditId, result, repeated: false };
  });
}

const nameOf = ({ name }: Operator): string => name.trim().slice(0, 80) || 'unnamed';

export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  readonly operator: string;
  readonly via: NewAuditEntry['via'];
  readonly operation: Operation;
  readonly orgId: number | null;
  readonly conversationId: number | null;
  readonly target: string;
  readonly result: OperationResult;
}

/** The audit log of these orgs, newest first; pass `next` as `before` to get the next page. */
export async function listAudit(
  db: Queryable,
  {
    before,
    limit,
    conversationId,
  }: { readonly before: number | null; readonly limit: number; readonly conversationId?: number },
  orgs: Orgs = null,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }> {
  const { rows } = await db.query<AuditEntry>(
    `SELECT id, at, operator, via, operation, org_id AS "orgId", conversation_id AS "conversationId", target, result
     FROM audit_log WHERE ($1::bigint IS NULL OR id < $1) AND ($3::bigint IS NULL OR conversation_id = $3)
       AND ${inOrgs('org_id', '$4')}
     ORDER BY id DESC LIMIT $2`,
    [before, limit + 1, conversationId ?? null, orgs],
  );
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
