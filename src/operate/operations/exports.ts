import type { Pool } from '../../platform/db/pool.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import type { Done } from './operator.js';

/** Records in the audit log that a conversation's history was exported. */
export async function noteExport(
  pool: Pool,
  asked: Asked,
  { orgId, conversationId }: { readonly orgId: number; readonly conversationId: number },
): Promise<Done> {
  const intent = { operation: 'export_history', target: `conversation ${conversationId}`, orgId } as const;
  return operate(pool, asked, intent, () => Promise.resolve({ orgId, conversationId, result: 'exported' }));
}
