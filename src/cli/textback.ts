import { fileURLToPath } from 'node:url';
import { packageAbove } from '../platform/process/package-version.js';
import { runProgram } from './program.js';

// `textback`: every command of an operator, in one program. bin/textback starts it.

/** Longer lines are hard to read. */
const WIDEST = 110;

const found = await packageAbove(fileURLToPath(import.meta.url), 'textback');
process.exitCode = await runProgram(
  process.argv.slice(2),
  {
    version: found?.version ?? 'unknown',
    width: process.stdout.isTTY ? Math.min(process.stdout.columns, WIDEST) : WIDEST,
  },
  {
    say: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
  },
);
