import { randomUUID } from 'node:crypto';
import type { Client, Pool } from '../../platform/db/pool.js';
import type { LedgerEntry, LedgerState, Medium } from '../../records/ledger/ledger.js';
import { UNCLEAR } from '../../records/ledger/parked.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/** `look`: ask the vendor once more, and park it again if it is not known. `leave`: it stays unclear, off the list. */
export type Redrive = 'look' | 'send_again' | 'leave';

interface Entry {
  readonly orgId: number;
  readonly conversationId: number;
  readonly medium: Medium;
  readonly purpose: LedgerEntry['purpose'];
  readonly state: LedgerState;
  readonly isUnclear: boolean;
}

/**
 * Settles a send. An unclear one is looked for at the vendor before anything is repeated. A text that Twilio took and then
 * could not deliver is sent again, once, as a new entry; the old one keeps its end.
 * @throws OperationRefused not_found; conflict where its state allows no such thing
 */
export async function redriveSend(pool: Pool, asked: Asked, ledgerId: string, how: Redrive): Promise<Done> {
  const intent = { operation: 'redrive_send', target: `send ${ledgerId} (${how})` } as const;
  return operate(pool, asked, intent, async (client) => {
    const { orgId, conversationId, medium, purpose, state, isUnclear } = await lockEntry(client, ledgerId);
    const about = { orgId, conversationId };
    if (how === 'leave') {
      if (!isUnclear) throw new OperationRefused('conflict', `this send is ${state}: that is clear`);
      await client.query('UPDATE ledger SET left_at = clock_timestamp() WHERE id = $1', [ledgerId]);
      return { ...about, result: 'left' };
    }
    const isUndelivered = medium === 'sms' && (state === 'failed' || state === 'undelivered');
    if (isUnclear) await makeAmbiguous(client, ledgerId, how);
    else if (!isUndelivered || how !== 'send_again')
      throw new OperationRefused('conflict', `this send is ${state}: there is nothing to ${words[how]}`);
    const event = {
      kind: 'redrive_asked',
      conversationId,
      ledgerId: isUnclear ? ledgerId : await copy(client, ledgerId),
      medium,
      purpose,
      how: isUnclear ? how : 'first',
    } as const;
    await askFor(client, [{ key: wishKey(asked), orgId, event }]);
    return { ...about, result: how === 'look' ? 'look_started' : 'send_started' };
  });
}

const words = { look: 'look for', send_again: 'send again' } as const;

async function lockEntry(client: Client, ledgerId: string): Promise<Entry> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(ledgerId))
    throw new OperationRefused('bad_request', 'a send is named by its ID in the ledger, a UUID');
  const { rows } = await client.query<Entry>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, state, ${UNCLEAR} AS "isUnclear"
     FROM ledger WHERE id = $1 FOR UPDATE`,
    [ledgerId],
  );
  if (rows[0] === undefined) throw new OperationRefused('not_found', `there is no send ${ledgerId}`);
  return rows[0];
}

/** With its attempts used up a look that finds nothing parks it again; with one, it may be sent once more. */
async function makeAmbiguous(client: Client, ledgerId: string, how: Redrive): Promise<void> {
  await client.query(
    `UPDATE ledger SET state = 'ambiguous', absences = 0, left_at = NULL, updated_at = clock_timestamp(),
       attempts = CASE WHEN $2 THEN 1 ELSE greatest(attempts, 3) END WHERE id = $1`,
    [ledgerId, how === 'send_again'],
  );
}

/** The same text to the same visitor, in the thread that the conversation has now; one copy of each, whoever asks. */
async function copy(client: Client, ledgerId: string): Promise<string> {
  const id = randomUUID();
  const { rowCount } = await client.query(
    `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, session_id, body)
     SELECT $2::uuid, l.org_id, l.conversation_id, medium, purpose, 'again:' || l.id || ':' || cause, s.id, body
     FROM ledger l JOIN sessions s ON s.org_id = l.org_id AND s.conversation_id = l.conversation_id AND s.closed_at IS NULL
     WHERE l.id = $1 ON CONFLICT ON CONSTRAINT ledger_one_send_per_cause DO NOTHING`,
    [ledgerId, id],
  );
  if (rowCount !== 1)
    throw new OperationRefused(
      'conflict',
      'it was sent again before, or the conversation has no open thread',
    );
  await client.query(
    `INSERT INTO ledger_media (ledger_id, position, media_id)
     SELECT $2::uuid, position, media_id FROM ledger_media WHERE ledger_id = $1`,
    [ledgerId, id],
  );
  return id;
}
