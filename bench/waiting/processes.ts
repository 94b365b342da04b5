import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** Processor time used so far, in seconds, and resident memory, in MiB. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
}

export type Part = 'worker' | 'gateway' | 'Temporal' | 'PostgreSQL' | 'bench and simulated vendors';

/** Linux counts in ticks of 10 ms whatever its own clock does (proc_pid_stat(5), USER_HZ). */
const TICKS_A_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Its children's that have ended, too: PostgreSQL ends its processes now and then. */
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
}

/**
 * What each part of an installation uses. `temporalFile`: its database; `postmaster`: PostgreSQL's first process. Null
 * where the system has no /proc.
 */
export async function usageByPart(
  temporalFile: string,
  postmaster: number,
): Promise<ReadonlyMap<Part, Usage> | null> {
  const folders = await readdir('/proc').catch(() => null); // another system than Linux
  if (folders === null) return null;
  const processes = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(readProcess));
  const usage = new Map<Part, Usage>();
  for (const process of processes) {
    const part = process === null ? null : partOf(process, temporalFile, postmaster);
    if (process === null || part === null) continue;
    const { cpuSeconds = 0, memoryMiB = 0 } = usage.get(part) ?? {};
    usage.set(part, {
      cpuSeconds: cpuSeconds + process.cpuSeconds,
      memoryMiB: memoryMiB + process.memoryMiB,
    });
  }
  return usage;
}

function partOf({ pid, parent, command }: Process, temporalFile: string, postmaster: number): Part | null {
  if (pid === process.pid) return 'bench and simulated vendors';
  if (pid === postmaster || parent === postmaster) return 'PostgreSQL';
  if (command.includes(temporalFile)) return 'Temporal';
  if (parent !== process.pid) return null;
  if (command.includes('src/worker/main')) return 'worker';
  return command.includes('src/gateway/main') ? 'gateway' : null;
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

/** Processor time that everything on this machine has used so far. Seconds. */
export function machineCpuSeconds(): number {
  return (
    cpus().reduce((total, { times }) => total + times.user + times.nice + times.sys + times.irq, 0) / 1_000
  );
}
