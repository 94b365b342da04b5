import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** MiB of a process, by where it lies. */
export interface Memory {
  /** All that the system holds for it. */
  readonly resident: number;
  /** What V8 has for the main thread: the activities, the dispatcher, the SDK's own part. */
  readonly mainHeap: number;
  /** And for the threads that run workflows. */
  readonly workflowHeap: number;
}

/** The part of Node's diagnostic report that is read here. */
interface Report {
  readonly javascriptHeap: { readonly totalCommittedMemory: number };
  readonly resourceUsage: { readonly rss: string | number };
  readonly workers?: readonly { readonly javascriptHeap: { readonly totalCommittedMemory: number } }[];
}

const MIB = 2 ** 20;
const WITHIN_MS = 10_000;
/** Not Node's default for this, SIGUSR2: that one stops our processes. */
const ASK = 'SIGWINCH';

/** Node's options with which a process tells of its memory when asked. */
export const tellsOfMemory = (folder: string): string[] => [
  '--report-on-signal',
  `--report-signal=${ASK}`,
  `--report-dir=${folder}`,
];

/**
 * Asks a process that was started with `tellsOfMemory` of the same folder.
 * @throws Error where it does not answer in ten seconds.
 */
export async function askForMemory(pid: number, folder: string): Promise<Memory> {
  process.kill(pid, ASK);
  const report = await readReport(folder);
  const heapOf = (one: Pick<Report, 'javascriptHeap'>) => one.javascriptHeap.totalCommittedMemory / MIB;
  return {
    resident: Number(report.resourceUsage.rss) / MIB,
    mainHeap: heapOf(report),
    workflowHeap: (report.workers ?? []).reduce((total, thread) => total + heapOf(thread), 0),
  };
}

/** The one that is there once it is whole; takes it away. */
async function readReport(folder: string): Promise<Report> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const name = (await readdir(folder)).find((file) => file.endsWith('.json'));
    const report = name === undefined ? null : parse(await readFile(join(folder, name), 'utf8'));
    if (name !== undefined && report !== null) {
      await rm(join(folder, name));
      return report;
    }
    if (performance.now() > until) throw new Error('the process does not tell of its memory');
    await sleep(50);
  }
}

/** Null while it is being written. */
function parse(text: string): Report | null {
  try {
    return JSON.parse(text) as Report;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
