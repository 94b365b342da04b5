import { readdir, readFile } from 'node:fs/promises';

export interface WorkerProcess {
  readonly pid: number;
  /** MiB. */
  readonly resident: number;
}

/** This process' workers; none where the system has no /proc. */
export async function findWorkers(): Promise<WorkerProcess[]> {
  const folders = await readdir('/proc').catch(() => []);
  const found = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(readWorker));
  return found.filter((worker) => worker !== null);
}

/** Resident memory of the largest one, in MiB; null where there is none. */
export async function largestWorker(): Promise<number | null> {
  const workers = await findWorkers();
  return workers.length === 0 ? null : Math.max(...workers.map(({ resident }) => resident));
}

/** Null for other processes, and for one that has ended meanwhile. */
async function readWorker(pid: string): Promise<WorkerProcess | null> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const status = await read('status');
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1];
  if (field('PPid') !== String(process.pid)) return null;
  const isWorker = (await read('cmdline')).includes('src/worker/main');
  return isWorker ? { pid: Number(pid), resident: Number(field('VmRSS') ?? 0) / 1_024 } : null;
}
