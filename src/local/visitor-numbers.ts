import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So many numbers are set aside for the visitors of one start. */
const PER_START = 200;

/**
 * Sets numbers aside for the visitors of this start of the sandbox, and returns the index of the first one. No earlier start on the same
 * DATA_DIR has given them, for Textback keeps its threads and opt-outs there, and the sandbox keeps nothing. Index 0 and those after it are
 * left to sandboxes from before this file. Not promised: that a start with more visitors than are set aside gives none of the next start's.
 */
export function takeVisitorNumbers(dataDir: string): number {
  const file = join(dataDir, 'sandbox-starts');
  const start = startsIn(file) + 1;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, `${start}\n`);
  renameSync(`${file}.new`, file);
  return start * PER_START;
}

function startsIn(file: string): number {
  try {
    const starts = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(starts) && starts >= 0 ? starts : 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
