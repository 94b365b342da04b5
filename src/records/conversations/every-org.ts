import { inOrgs, type Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';

/**
 * SQL for the orgs that have conversations, found by a few looks into the primary key however many conversations there are: the keys
 * begin with the org.
 */
export const everyOrg = `
  WITH RECURSIVE orgs AS (
    (SELECT org_id FROM conversations ORDER BY org_id LIMIT 1)
    UNION ALL
    SELECT next.org_id FROM orgs, LATERAL (
      SELECT org_id FROM conversations WHERE org_id > orgs.org_id ORDER BY org_id LIMIT 1) next)`;

/** Several orgs have a conversation of this ID, and the request says of none which it means. */
export class AmbiguousOrg extends Error {
  override readonly name = 'AmbiguousOrg';
  constructor() {
    super('several orgs have a conversation of this ID: say which one');
  }
}

/**
 * The org whose conversation this is, among those that may be seen; null if none has it. Drift's IDs of two orgs may be equal.
 * @throws AmbiguousOrg
 */
export async function orgOfConversation(
  db: Queryable,
  conversationId: number,
  seen: Orgs = null,
): Promise<number | null> {
  const { rows } = await db.query<{ orgId: number }>(
    `${everyOrg}
     SELECT c.org_id AS "orgId" FROM orgs JOIN conversations c ON c.org_id = orgs.org_id AND c.conversation_id = $1
     WHERE ${inOrgs('orgs.org_id', '$2')} LIMIT 2`,
    [conversationId, seen],
  );
  if (rows.length > 1) throw new AmbiguousOrg();
  return rows[0]?.orgId ?? null;
}
