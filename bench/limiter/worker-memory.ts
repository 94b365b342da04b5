import { readdir, readFile } from 'node:fs/promises';

/**
 * Resident memory of this process' workers, in MiB, the largest one's. Null where the system has no /proc.
 */
export async function largestWorker(): Promise<number | null> {
  const folders = await readdir('/proc').catch(() => []);
  const sizes = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(memoryOf));
  const workers = sizes.filter((size) => size !== null);
  return workers.length === 0 ? null : Math.max(...workers);
}

/** MiB; null for other processes, and for one that has ended meanwhile. */
async function memoryOf(pid: string): Promise<number | null> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const status = await read('status');
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1];
  if (field('PPid') !== String(process.pid)) return null;
  const isWorker = (await read('cmdline')).includes('src/worker/main');
  return isWorker ? Number(field('VmRSS') ?? 0) / 1_024 : null;
}
