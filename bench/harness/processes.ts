import { readdir, readFile } from 'node:fs/promises';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Its children's that have ended, too: PostgreSQL ends its processes now and then. */
  readonly cpuSeconds: number;
  /** Resident. */
  readonly memoryMiB: number;
}

/** Linux counts in ticks of 10 ms whatever its own clock does (proc_pid_stat(5), USER_HZ). */
const TICKS_A_SECOND = 100;

/** All that run on this machine; null where the system has no /proc. */
export async function findProcesses(): Promise<Process[] | null> {
  const folders = await readdir('/proc').catch(() => null); // another system than Linux
  if (folders === null) return null;
  const found = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return found.filter((one) => one !== null);
}

export const isWorker = ({ parent, command }: Process): boolean =>
  parent === process.pid && command.includes('src/worker/main');

/** Resident memory of this process' largest worker, in MiB; null where there is none, or no /proc. */
export async function largestWorker(): Promise<number | null> {
  const workers = ((await findProcesses()) ?? []).filter(isWorker);
  return workers.length === 0 ? null : Math.max(...workers.map(({ memoryMiB }) => memoryMiB));
}

/** Null for one that has ended meanwhile. */
async function readProcess(pid: string): Promise<Process | null> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => null);
  const [stat, status, command] = await Promise.all([read('stat'), read('status'), read('cmdline')]);
  if (stat === null || status === null || command === null) return null;
  const { parent, cpuSeconds } = readStat(stat);
  const resident = /^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0; // kernel threads have none
  return { pid: Number(pid), parent, command, cpuSeconds, memoryMiB: Number(resident) / 1_024 };
}

/** proc_pid_stat(5): after the name in parentheses come the state (3), the parent (4), ..., utime to cstime (14 to 17). */
function readStat(stat: string): { parent: number; cpuSeconds: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((total, value) => total + Number(value), 0);
  return { parent: Number(fields[1]), cpuSeconds: ticks / TICKS_A_SECOND };
}
