import type { Client } from '@temporalio/client';

/** A hand-over to an unreachable server fails after this time; the event waits in the inbox. */
const DEADLINE_MS = 5_000;

/** Runs a hand-over to Temporal with a time-out. */
export const inTime = <T>(client: Client, handOver: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + DEADLINE_MS, handOver);
