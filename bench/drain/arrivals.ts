import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { measureInbox } from '../../src/records/inbox/backlog.js';
import { fetchHistories, signalledKeys } from '../harness/temporal.js';
import type { FollowedWebhook } from '../harness/webhooks.js';
import { addUp, compareArrival, type Arrivals } from './order.js';

/** Waits until nothing is left. How fast it went from now on. */
export async function drained(db: pg.Pool): Promise<{ rate: number; drainedMs: number }> {
  const { rows } = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const from = rows[0]?.now;
  while ((await measureInbox(db)).waiting > 0) await sleep(100);
  const { rows: settled } = await db.query<{ count: number; ms: number }>(
    `SELECT count(*)::int AS count, extract(epoch FROM max(settled_at) - $1::timestamptz)::float8 * 1000 AS ms
     FROM inbox WHERE settled_at > $1::timestamptz AND outcome = 'dispatched'`,
    [from],
  );
  const { count = 0, ms = 0 } = settled[0] ?? {};
  if (count === 0)
    throw new Error('everything had been handed over before the last webhook was acknowledged');
  return { rate: (count * 1_000) / ms, drainedMs: ms };
}

/** Asks Temporal's histories which events came, and in which order. */
export async function arrivalsOf(
  client: Client,
  sequences: readonly (readonly FollowedWebhook[])[],
): Promise<Arrivals> {
  const keys = sequences.map((sequence) => sequence.map(({ event }) => event.eventKey));
  const workflowIds = sequences.map(([opening]) => opening?.event.eventId ?? '');
  const histories = await fetchHistories(client, workflowIds);
  return addUp(histories.map((history, i) => compareArrival(keys[i] ?? [], signalledKeys(history))));
}
