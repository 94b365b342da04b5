import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { VariableName } from '../../src/platform/config/variables.js';
import { program } from './programs.js';

/** A gateway or worker as the process that it is in production. */
export interface ProcessUnderTest {
  readonly pid: number;
  /** All that it has written so far, logs included. */
  output(): string;
  /** kill -9: no goodbye. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

const mains = { gateway: 'src/web/gateway/main.ts', worker: 'src/worker/main.ts' } as const;
const readyLines = { gateway: 'gateway listens', worker: 'worker polls' } as const;

/** Starts what `npm run gateway` or `npm run worker` starts, with this environment and nothing else of ours, and waits until it is up. */
export async function startProcess(
  what: keyof typeof mains,
  environment: Partial<Record<VariableName, string>>,
): Promise<ProcessUnderTest> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program(mains[what])], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const take = (bytes: Buffer) => {
      output += bytes.toString();
      if (output.includes(readyLines[what])) resolve();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) =>
      reject(new Error(`the ${what} ended with ${code} before it was up:\n${output}`)),
    );
  });
  await ready;
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}
