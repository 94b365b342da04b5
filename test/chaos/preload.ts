import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before a gateway or worker by `npm run chaos`. A line of input steps the process's clock by CHAOS_CLOCK_STEP_MS
 * for CHAOS_CLOCK_OFF_MS; timers run on. The end of its input means that the run has ended, and ends the process.
 */
const stepMs = Number(process.env['CHAOS_CLOCK_STEP_MS'] ?? 0);
const RealDate = Date;
let shiftMs = 0;

class SteppedDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    // With no argument it is now; with any it is the time that they name.
    super(...((args.length === 0 ? [RealDate.now() + shiftMs] : args) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}
globalThis.Date = SteppedDate as DateConstructor;

// Temporal runs workflows in threads, and gives them a clock of their own.
if (isMainThread) {
  process.stdin.on('data', () => {
    shiftMs = stepMs;
    process.stderr.write(`chaos: the clock is ${shiftMs} ms off now\n`);
    setTimeout(
      () => {
        shiftMs = 0;
      },
      Number(process.env['CHAOS_CLOCK_OFF_MS'] ?? 0),
    ).unref();
  });
  process.stdin.on('error', () => undefined);
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.resume();
  const input: { unref?: () => void } = process.stdin;
  input.unref?.();
}
