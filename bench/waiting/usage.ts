import { findProcesses, isWorker, type Process } from '../harness/processes.js';

/** Processor time used so far, in seconds, and resident memory, in MiB. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
}

export type Part = 'worker' | 'gateway' | 'Temporal' | 'PostgreSQL' | 'bench and simulated vendors';

/**
 * What each part of an installation uses. `temporalFile`: its database; `postmaster`: PostgreSQL's first process. Null
 * where the system has no /proc.
 */
export async function usageByPart(
  temporalFile: string,
  postmaster: number,
): Promise<ReadonlyMap<Part, Usage> | null> {
  const processes = await findProcesses();
  if (processes === null) return null;
  const usage = new Map<Part, Usage>();
  for (const process of processes) {
    const part = partOf(process, temporalFile, postmaster);
    if (part === null) continue;
    const { cpuSeconds = 0, memoryMiB = 0 } = usage.get(part) ?? {};
    usage.set(part, {
      cpuSeconds: cpuSeconds + process.cpuSeconds,
      memoryMiB: memoryMiB + process.memoryMiB,
    });
  }
  return usage;
}

function partOf(found: Process, temporalFile: string, postmaster: number): Part | null {
  const { pid, parent, command } = found;
  if (pid === process.pid) return 'bench and simulated vendors';
  if (pid === postmaster || parent === postmaster) return 'PostgreSQL';
  if (command.includes(temporalFile)) return 'Temporal';
  if (isWorker(found)) return 'worker';
  return parent === process.pid && command.includes('src/web/gateway/main') ? 'gateway' : null;
}
