import type { Client } from '@temporalio/client';

/** A server that is away fails a hand-over in this time; the event waits in the inbox. */
const DEADLINE_MS = 5_000;

/**
 * Runs a hand-over to Temporal, and gives it up in bounded time. The deadline alone would not do: it is a time of the process's clock,
 * and one that is set back meanwhile puts it off. What was given up may still arrive; the workflow knows the event's key.
 */
export async function inTime<T>(
  client: Pick<Client, 'withDeadline'>,
  handOver: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('Temporal has not answered in time'));
    }, DEADLINE_MS + 1_000);
  });
  try {
    return await Promise.race([client.withDeadline(Date.now() + DEADLINE_MS, handOver), isLate]);
  } finally {
    clearTimeout(timer);
  }
}
