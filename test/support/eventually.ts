import { setTimeout as sleep } from 'node:timers/promises';

/** Awaits a condition: tries until `check` returns something truthy, and fails with what was last seen. */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = 40_000,
): Promise<NonNullable<T>> {
  const until = Date.now() + withinMs;
  let seen: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      seen = value;
    } catch (error) {
      seen = error;
    }
    if (Date.now() > until)
      throw new Error(`not within ${withinMs} ms: ${what}; last seen: ${describe(seen)}`);
    await sleep(25);
  }
}

const describe = (seen: unknown): string =>
  seen instanceof Error ? (seen.stack ?? seen.message) : JSON.stringify(seen);
