import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import { BadReportPeriod, parsePeriod } from '../operate/report/period.js';
import { countOutcomes } from '../operate/report/report.js';
import { formatReport } from '../operate/report/table.js';
import { BadCall, runCommand } from './command.js';
import { withDatabase } from './with-database.js';

// `npm run report`: what became of the conversations, by day of their opening. --json for machines.

const USAGE = 'Usage: npm run report -- [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--zone Area/City] [--json]';
const TIMEOUT_MS = 60_000;

async function report(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { from: text, to: text, zone: text, json: { type: 'boolean', default: false } },
  });
  const config = loadConfig();
  const period = parsePeriod(values, config.behaviour.defaultTimeZone, Date.now());
  const counted = await withDatabase(config, { name: 'report', timeoutMs: TIMEOUT_MS }, (pool) =>
    countOutcomes(pool, period),
  );
  process.stdout.write(values.json ? `${JSON.stringify(counted)}\n` : formatReport(counted));
  return 0;
}

await runCommand(USAGE, async (args) => {
  try {
    return await report(args);
  } catch (error) {
    throw error instanceof BadReportPeriod ? new BadCall(error.message) : error;
  }
});
