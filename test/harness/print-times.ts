/** `npm run test:times [-- ROWS]`: where the time of the last `npm test` went. */
import { readFileSync } from 'node:fs';
import type { Taken } from './environment.js';
import { timesFile } from './jest.js';
import { renderTimes, timesTable } from './times-table.js';

const parts = readFileSync(timesFile, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Taken);
process.stdout.write(`${renderTimes(timesTable(parts, Number(process.argv[2] ?? 40)))}\n`);
