import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LocalServerError } from './local-server-error.js';
import { commandLine, holdsWithin, identify, sendSignal } from './process-identity.js';

/** The first line of postmaster.pid is the server's process (PostgreSQL manual, "Database File Layout"). */
function postmasterOf(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isNaN(pid) ? null : pid;
}

function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // gone, a kernel thread, or another user's: none of them works on our data
  }
}

function programName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null; // gone since it was listed
  }
}

/** Every process of a cluster works in its data folder: the server and, for a moment longer, its children. */
function processesOf(cluster: string): number[] {
  if (process.platform !== 'linux') {
    const pid = postmasterOf(cluster);
    return pid !== null && identify(pid) !== null && commandLine(pid).includes(cluster) ? [pid] : [];
  }
  const folder = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && workingFolder(pid) === folder)
    .map(Number)
    .filter((pid) => programName(pid) === 'postgres' && identify(pid) !== null);
}

/**
 * Ends a PostgreSQL that still works on this data folder although its owner is gone, and clears the pid file that a
 * killed one leaves: its number may meanwhile be another program's, which PostgreSQL would take for itself and refuse.
 * Only processes that work in the folder are touched. The caller owns the folder (see ownership.ts).
 */
export async function endOrphanedPostgres(
  cluster: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const none = (): boolean => processesOf(cluster).length === 0;
  if (!none()) {
    onProgress('Stopping a PostgreSQL left running by an earlier start that was killed');
    const postmaster = postmasterOf(cluster);
    const server = processesOf(cluster).filter((pid) => pid === postmaster);
    for (const pid of server) sendSignal(pid, 'SIGINT');
    if (!(await holdsWithin(10_000, none)))
      for (const pid of processesOf(cluster)) sendSignal(pid, 'SIGKILL');
    if (!(await holdsWithin(5_000, none))) {
      throw new LocalServerError(
        'STOP_FAILED',
        `An earlier PostgreSQL is still using ${cluster} and cannot be stopped.`,
      );
    }
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
