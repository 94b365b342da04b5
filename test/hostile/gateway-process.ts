import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { VariableName } from '../../src/platform/config/variables.js';
import { program } from '../support/programs.js';

/** A gateway as a process that can be asked for its memory. */
export interface MeasuredGateway {
  readonly pid: number;
  /** All that it has written so far, logs included. */
  output(): string;
  /** Whether it still runs; one with an unhandled rejection does not. */
  isAlive(): boolean;
  /** Bytes held after a full collection: the JavaScript heap and the buffers beside it. */
  heldBytes(): Promise<number>;
  /** SIGTERM, and its exit code; null where it hung and had to be killed. */
  stop(): Promise<number | null>;
}

const STOP_WITHIN_MS = 5_000;

/** Starts what `npm run gateway` starts, with this environment and nothing else of ours, and waits until it listens. */
export async function startMeasuredGateway(
  environment: Partial<Record<VariableName, string>>,
): Promise<MeasuredGateway> {
  const { PATH, HOME } = process.env;
  const child = fork(program('src/web/gateway/main.ts'), {
    execArgv: ['--expose-gc', '--import', program('test/hostile/measure-memory.ts')],
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const take = (bytes: Buffer) => {
      output += bytes.toString();
      if (output.includes('gateway listens')) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) =>
      reject(new Error(`the gateway ended with ${code} before it was up:\n${output}`)),
    );
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    output: () => output,
    isAlive,
    heldBytes: async () => {
      const answered = once(child, 'message');
      child.send('measure');
      const [usage] = (await answered) as [NodeJS.MemoryUsage];
      return usage.heapUsed + usage.external;
    },
    stop: async () => {
      if (!isAlive()) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const tooLong = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      const [code] = (await exited) as [number | null];
      clearTimeout(tooLong);
      return code;
    },
  };
}
