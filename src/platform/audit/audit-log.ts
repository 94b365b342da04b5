import type { Queryable } from '../db/pool.js';

/** An entry of the audit log. `operation` and `result` are those of src/operate/operations, which has words for them. */
export interface NewAuditEntry {
  /** At most one entry has it. */
  readonly requestId: string;
  readonly operator: string;
  /** `system`: Textback did it by itself. */
  readonly via: 'console' | 'api' | 'command' | 'system';
  readonly operation: string;
  readonly orgId: number | null;
  readonly conversationId: number | null;
  readonly target: string;
  readonly result: string;
}

/** Writes the entry, in the transaction of what it is about; returns its ID. */
export async function appendAudit(db: Queryable, entry: NewAuditEntry): Promise<number> {
  const { requestId, operator, via, operation, orgId, conversationId, target, result } = entry;
  const { rows } = await db.query<{ id: number }>(
    `INSERT INTO audit_log (request_id, operator, via, operation, org_id, conversation_id, target, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [requestId, operator, via, operation, orgId, conversationId, target, result],
  );
  if (rows[0] === undefined) throw new Error('an operation was not written down');
  return rows[0].id;
}
