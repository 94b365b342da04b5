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
 * Processes a stored event again. Its receivers know its key, so effects that it already had are not repeated; steps that
 * failed may succeed now.
 * @throws OperationRefused not_found; conflict for a text whose thread has ended, and for an operator's request that was carried out
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
    // The number may belong to another chat by now, so a text may only go to its first thread.
    const hasArrived = event.outcome !== 'held' || event.code === 'chat_closed';
    if (hasArrived && event.kind === 'text_received' && !event.isThreadOpen)
      throw new OperationRefused('conflict', 'the thread this text belonged to has ended');
    await handOverAgain(client, inboxId);
    return { orgId, conversationId, result: 'handed_over_again' };
  });
}

/**
 * Drops a held event, or one that has waited for over a minute: it leaves the list without an effect, and the events behind
 * it proceed.
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
