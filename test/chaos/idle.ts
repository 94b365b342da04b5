import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { heldWords } from '../checker/held-words.js';
import type { System } from './system.js';

/** Looked at only to know when the run is over, and for what the report says beside the checker's findings. */
export interface Records {
  /** What Textback still has to do, in words; null for nothing. */
  work(): Promise<string | null>;
  /** Events that wait to be handed over, and conversations whose text is due and not decided; null where that cannot be asked. */
  behind(): Promise<number | null>;
  /** Entries that were given up as unclear: for an operator. */
  parked(): Promise<{ readonly conversationId: number; readonly body: string }[]>;
  /** What an operator is shown of texts that could not be posted or belong nowhere. */
  heldWords(): Promise<string[]>;
  close(): Promise<void>;
}

const WORK = `
  SELECT (SELECT count(*) FROM inbox WHERE outcome IS NULL)::int AS events,
         (SELECT count(*) FROM conversations WHERE state = 'waiting' AND reason IS NULL
             AND due_at < now() + interval '1 minute')::int AS undecided,
         (SELECT count(*) FROM ledger WHERE state IN ('intended', 'sending', 'ambiguous'))::int AS sends`;

const BEHIND = `
  SELECT (SELECT count(*) FROM inbox WHERE outcome IS NULL)
       + (SELECT count(*) FROM conversations WHERE state = 'waiting' AND reason IS NULL AND due_at < now()) AS count`;

export async function openRecords({ databaseUrl, temporalAddress }: System): Promise<Records> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => undefined); // PostgreSQL is killed on purpose
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  return {
    work: async () => {
      const { rows } = await pool.query<Record<string, number>>(WORK);
      const found = Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0);
      if (found.length > 0) return found.map(([what, count]) => `${count} ${what}`).join(', ');
      const pending = await countPending(client);
      return pending === 0 ? null : `${pending} workflows with activities`;
    },
    behind: async () => {
      try {
        const { rows } = await pool.query<{ count: string }>(BEHIND);
        return Number(rows[0]?.count);
      } catch (error) {
        if (error instanceof Error) return null; // PostgreSQL is killed on purpose
        throw error;
      }
    },
    parked: async () => {
      const { rows } = await pool.query<{ conversationId: string; body: string }>(
        `SELECT conversation_id AS "conversationId", body FROM ledger WHERE state IN ('parked', 'ambiguous')`,
      );
      return rows.map(({ conversationId, body }) => ({ conversationId: Number(conversationId), body }));
    },
    heldWords: () => heldWords(pool),
    close: async () => {
      await pool.end();
      await connection.close();
    },
  };
}

const AT_ONCE = 16;

/** Open workflows in which an activity is at work or is to be tried again. */
async function countPending(client: Client): Promise<number> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    ids.push(workflowId);
  let pending = 0;
  const look = async () => {
    for (let id = ids.pop(); id !== undefined && pending === 0; id = ids.pop()) {
      const { raw } = await client.workflow.getHandle(id).describe();
      if ((raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask) pending += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return pending;
}
