import type { Client } from '@temporalio/client';

/** A server that is away fails a hand-over in this time; the event waits in the inbox. */
const DEADLINE_MS = 5_000;

/** Runs a hand-over to Temporal, and gives it up in bounded time. */
export const inTime = <T>(client: Client, handOver: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + DEADLINE_MS, handOver);
