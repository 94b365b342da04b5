import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the operating system's own notation: only good for comparing. */
  startedAt: string;
}

const hasProc = existsSync('/proc/self/stat');

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null;
    throw error;
  }
}

function ps(pid: number, ...columns: string[]): string {
  const args = columns.flatMap((column) => ['-o', `${column}=`]);
  return spawnSync('ps', [...args, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** proc(5): state is field 3 and starttime field 22; the command in field 2 may hold spaces and brackets. */
function fromProc(pid: number): { state: string; startedAt: string } | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return { state: fields[0] ?? 'X', startedAt: `${boot}/${fields[19] ?? ''}` };
}

function fromPs(pid: number): { state: string; startedAt: string } | null {
  const [state, ...startedAt] = ps(pid, 'state', 'lstart').split(/\s+/);
  return state ? { state, startedAt: startedAt.join(' ') } : null;
}

/** The running process with this number, or null. A zombie (ended, not yet collected) does not count as running. */
export function identify(pid: number): ProcessIdentity | null {
  const found = hasProc ? fromProc(pid) : fromPs(pid);
  if (found === null || found.state.startsWith('Z') || found.state.startsWith('X')) return null;
  return { pid, startedAt: found.startedAt };
}

/** Whether this very process still runs. */
export function isRunning(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startedAt === process.startedAt;
}

/** The command line of a process, its words parted by blanks; empty when it is gone or not ours to see. */
export function commandLine(pid: number): string {
  if (!hasProc) return ps(pid, 'command');
  return (readIfThere(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** Sends a signal to a process, or with a negative number to its group; it is no error if the process is already gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Polls until `condition` holds; false when it did not within `milliseconds`. */
export async function holdsWithin(milliseconds: number, condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() >= deadline) return false;
    await delay(25);
  }
  return true;
}
