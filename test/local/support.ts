import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdsWithin } from '../../src/local/process-identity.js';

export const silent = (): void => undefined;

/** A throw-away folder that every user may enter; `remove` when done. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'textback-local-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The numbers of all running processes whose command line holds `text`. */
export function processesWith(text: string): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,state=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

export function noneLeftWith(text: string): Promise<boolean> {
  return holdsWithin(10_000, () => processesWith(text).length === 0);
}

/** Runs owner.ts, which is still starting its server when this returns. */
export function forkOwner(
  kind: 'postgres' | 'temporal',
  dataDir: string,
  then: 'wait' | 'throw' | 'exit' = 'wait',
): ChildProcess {
  return fork(join(import.meta.dirname, 'owner.ts'), [kind, dataDir, then], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Runs owner.ts until its server is up. */
export async function startOwner(...args: Parameters<typeof forkOwner>): Promise<ChildProcess> {
  const owner = forkOwner(...args);
  await once(owner, 'message');
  return owner;
}

/** The process of the server that this owner started in this folder. */
export function serverIn(folder: string): number {
  const [pid] = processesWith(folder).filter(
    (found) => processesWith('test/local/owner.ts').indexOf(found) === -1,
  );
  if (pid === undefined) throw new Error(`No server runs on ${folder}.`);
  return pid;
}

/** kill -9 of the owner and of the watchdog that would end its server: what a power cut of half the machine leaves. */
export async function orphanServer(owner: ChildProcess, server: number): Promise<void> {
  for (const watchdog of processesWith(`textback-watchdog ${server} `)) process.kill(watchdog, 'SIGKILL');
  await killWithoutWarning(owner);
}

/** kill -9: the owner gets no chance to stop anything. */
export async function killWithoutWarning(owner: ChildProcess): Promise<void> {
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
}
