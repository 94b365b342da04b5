import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { holdsWithin, sendSignal } from './process-identity.js';

export interface ServerCommand {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** One step of a stop: the signal, and how long in milliseconds to wait for its effect. */
export interface StopStep {
  signal: NodeJS.Signals;
  wait: number;
}

/** A server that we started, in a process group of its own: Ctrl-C reaches us only, and we stop it in order. */
export interface ServerProcess {
  readonly pid: number;
  /** Why it ended, in words; null while it runs. */
  ended(): string | null;
  /** Resolves with why, when it has ended. */
  readonly exited: Promise<string>;
  /** The end of what it wrote since this start. */
  logTail(): string;
  /** Takes the steps in turn until it has ended, and kills its whole group when none helped. */
  stop(): Promise<void>;
}

/** A line on its input dismisses it; input that ends without one means that we are gone, however that came about. */
const WATCHDOG = 'read -r _ || kill -s "$2" "$1"';

/**
 * Sets a shell to end the server should this process end without doing so itself: an uncaught error, process.exit,
 * kill -9. Returns what dismisses it. Where there is no shell, the next start on the same data ends the server.
 */
function watchOver(pid: number, signal: NodeJS.Signals): () => void {
  const args = ['-c', WATCHDOG, 'textback-watchdog', String(pid), signal.replace('SIG', '')];
  const watchdog = spawn('sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const onError = (): void => undefined; // no shell, or one that was killed: the promise above is all that is lost
  watchdog.on('error', onError);
  watchdog.stdin.on('error', onError);
  watchdog.unref();
  return () => watchdog.stdin.end('dismissed\n');
}

/**
 * Starts a server detached, its output in `logFile`, which begins anew with every start so that it cannot grow for ever.
 * Rejects when the program cannot be run at all. `onSpawn` runs before anything else can happen to the process.
 */
export async function startServerProcess(
  run: ServerCommand,
  options: { logFile: string; stopSteps: readonly [StopStep, ...StopStep[]]; onSpawn: (pid: number) => void },
): Promise<ServerProcess> {
  const { command, args, ...spawnOptions } = run;
  const log = openSync(options.logFile, 'w', 0o600);
  const child = spawn(command, args, { ...spawnOptions, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref(); // it must not keep a process alive that has nothing else to do: the watchdog ends it then
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw error;
  }
  let ended: string | null = null;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`;
      dismissWatchdog();
      resolve(ended);
    });
  });
  options.onSpawn(pid);
  const dismissWatchdog = watchOver(pid, options.stopSteps[0].signal);

  const hasEnded = (): boolean => ended !== null;
  const stopInSteps = async (): Promise<void> => {
    for (const { signal, wait } of options.stopSteps) {
      if (hasEnded()) return;
      sendSignal(pid, signal);
      if (await holdsWithin(wait, hasEnded)) return;
    }
    sendSignal(-pid, 'SIGKILL');
    await holdsWithin(5_000, hasEnded);
  };
  let stopping: Promise<void> | undefined;
  return {
    pid,
    ended: () => ended,
    exited,
    logTail: () => readFileSync(options.logFile, 'utf8').trim().slice(-1_500),
    stop: () => (stopping ??= stopInSteps()),
  };
}
