import type { Client, Pool } from '../../platform/db/pool.js';
import {
  dismissEvent,
  handOverAgain,
  lockEvent,
  type LockedEvent,
} from '../../records/inbox/hand-over-again.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/**
 * Hands a stored event over once more. What it did before it does not do again: its receivers know its key; what it could
 * not do then, it may do now.
 * @throws OperationRefused not_found; conflict for a text whose thread has ended, and for what an operator asked for and got
 */
export async function reprocessEvent(pool: Pool, asked: Asked, inboxId: number): Promise<Done> {
  const intent = { operation: 'reprocess_event', target: `event ${inboxId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const { orgId, conversationId, ...event } = await lock(client, inboxId);
    if (event.outcome === null) return { orgId, conversationId, result: 'already_waiting' };
    if (event.outcome !== 'held' && event.source === 'operator')
      throw new OperationRefused(
        'conflict',
        'this operator request has already been carried out: make a new one',
      );
    // Its number may belong to another chat by now: a text goes where it went the first time, or nowhere.
    if (event.outcome !== 'held' && event.kind === 'text_received' && !event.isThreadOpen)
      throw new OperationRefused('conflict', 'the thread this text belonged to has ended');
    await handOverAgain(client, inboxId);
    return { orgId, conversationId, result: 'handed_over_again' };
  });
}

/**
 * Nothing is to come of a held event, or of one that has been waiting for over a minute: it leaves the list, and what waits
 * behind it goes on.
 * @throws OperationRefused not_found, conflict
 */
export async function dismissHeldEvent(pool: Pool, asked: Asked, inboxId: number): Promise<Done> {
  const intent = { operation: 'put_aside_event', target: `event ${inboxId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const { orgId, conversationId, outcome, isStuck } = await lock(client, inboxId);
    if (outcome !== 'held' && !isStuck)
      throw new OperationRefused('conflict', 'this event is neither held nor stuck');
    await dismissEvent(client, inboxId);
    return { orgId, conversationId, result: 'put_aside' };
  });
}

async function lock(client: Client, inboxId: number): Promise<LockedEvent> {
  const event = await lockEvent(client, inboxId);
  if (event === null) throw new OperationRefused('not_found', `there is no event ${inboxId}`);
  return event;
}
