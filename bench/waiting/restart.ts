import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type pg from 'pg';
import type { DriftSimulator } from '../../sandbox/sandbox.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;
const LOOK_EVERY_MS = 50;
const ENDED_WITHIN_MS = 180_000;

/** Who asks Temporal for workflow tasks, or did in the last minutes. */
export async function pollersOf(client: Client, taskQueue: string): Promise<Set<string>> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  return new Set(pollers.flatMap(({ identity }) => identity ?? []));
}

/** Waits until Temporal has been asked by a worker that is not one of these. Resolves to when that was. */
export async function firstPoll(
  client: Client,
  taskQueue: string,
  earlier: ReadonlySet<string>,
): Promise<number> {
  const until = Date.now() + ENDED_WITHIN_MS;
  for (;;) {
    const pollers = await pollersOf(client, taskQueue);
    if ([...pollers].some((identity) => !earlier.has(identity))) return Date.now();
    if (Date.now() > until) throw new Error('the new worker does not poll');
    await sleep(LOOK_EVERY_MS);
  }
}

/** Waits until a worker says in PostgreSQL, where readiness looks, that it polls. Resolves to when that was. */
export async function firstPresence(db: pg.Pool, earlier: ReadonlySet<string>): Promise<number> {
  const until = Date.now() + ENDED_WITHIN_MS;
  for (;;) {
    const { rows } = await db.query<{ name: string }>('SELECT name FROM workers');
    if (rows.some(({ name }) => !earlier.has(name))) return Date.now();
    if (Date.now() > until) throw new Error('the new worker does not show itself');
    await sleep(LOOK_EVERY_MS);
  }
}

/** Milliseconds since the epoch. */
export interface Answered {
  /** The dispatcher has signalled the workflow. */
  readonly handedOverAt: number;
  /** The workflow has ended, by Temporal's clock. */
  readonly endedAt: number;
}

/**
 * A rep answers the chat that has waited the longest, in the simulated Drift, and its workflow ends for that reason.
 * @throws Error where it ends for another reason, or not at all.
 */
export async function answerOldest(db: pg.Pool, client: Client, drift: DriftSimulator): Promise<Answered> {
  const { rows } = await db.query<{ id: string; workflowId: string }>(
    `SELECT conversation_id AS id, workflow_id AS "workflowId" FROM conversations
     WHERE state = 'waiting' ORDER BY opened_at, conversation_id LIMIT 1`,
  );
  const [oldest] = rows;
  if (oldest === undefined) throw new Error('no conversation is waiting');
  drift.say(Number(oldest.id), { author: 'rep', body: 'We do. What are you looking for?' });
  const until = Date.now() + ENDED_WITHIN_MS;
  const stateOf = async () => {
    const { rows: found } = await db.query<{ state: string; reason: string | null }>(
      'SELECT state, reason FROM conversations WHERE conversation_id = $1',
      [oldest.id],
    );
    return `${found[0]?.state ?? 'gone'} ${found[0]?.reason ?? ''}`;
  };
  while ((await stateOf()) !== 'done answered') {
    if (Date.now() > until) throw new Error(`the answered conversation is ${await stateOf()}`);
    await sleep(LOOK_EVERY_MS);
  }
  const handle = client.workflow.getHandle(oldest.workflowId);
  await handle.result();
  const { closeTime } = await handle.describe();
  const { rows: settled } = await db.query<{ at: Date }>(
    'SELECT max(settled_at) AS at FROM inbox WHERE conversation_id = $1',
    [oldest.id],
  );
  const handedOverAt = settled[0]?.at.getTime();
  if (closeTime === undefined || handedOverAt === undefined)
    throw new Error('the answer was not handed over');
  return { handedOverAt, endedAt: closeTime.getTime() };
}
