import { describe, expect, test } from '@jest/globals';
import { sleep, Tasks } from '../../sandbox/shared/tasks.js';

const LONG_MS = 3_600_000;

describe('work that goes on after a call was answered', () => {
  test('is dropped, also what it begins while everything is dropped', async () => {
    const tasks = new Tasks();
    let dropped = 0;
    const longWork = (signal: AbortSignal) =>
      sleep(LONG_MS, signal).catch(() => {
        dropped += 1;
      });
    tasks.start(async (signal) => {
      await longWork(signal);
      tasks.start(longWork);
    });
    await tasks.abandon();
    expect(dropped).toBe(2);
  });

  test('runs as usual after everything was dropped', async () => {
    const tasks = new Tasks();
    await tasks.abandon();
    let isDone = false;
    tasks.start(async (signal) => {
      await sleep(1, signal);
      isDone = true;
    });
    await tasks.whenIdle();
    expect(isDone).toBe(true);
  });
});
