import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/config.js';
import { requireDatabase } from '../config/external.js';
import { ConfigError } from '../config/read.js';
import { createPool } from '../db/pool.js';
import { createLogger } from '../logging/logger.js';
import { BadReportPeriod, parsePeriod } from '../report/period.js';
import { countOutcomes } from '../report/report.js';
import { formatReport } from '../report/table.js';

// `npm run report`: what became of the conversations, by day of their opening. --json for machines.

const USAGE = 'Usage: npm run report -- [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--zone Area/City] [--json]';
/** A report over a year may take longer than anything that a webhook waits for. */
const TIMEOUT_MS = 60_000;

async function report(args: string[]): Promise<string> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { from: text, to: text, zone: text, json: { type: 'boolean', default: false } },
  });
  const config = loadConfig();
  const period = parsePeriod(values, config.behaviour.defaultTimeZone, Date.now());
  const pool = createPool({
    url: requireDatabase(config),
    size: 1,
    name: 'textback-report',
    timeoutMs: TIMEOUT_MS,
    log: createLogger('report', config.logLevel),
  });
  try {
    const counted = await countOutcomes(pool, period);
    return values.json ? `${JSON.stringify(counted)}\n` : formatReport(counted);
  } finally {
    await pool.end();
  }
}

/** What the caller can mend by calling it otherwise. */
const isBadCall = (error: unknown): error is Error =>
  error instanceof BadReportPeriod ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'));

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  process.stdout.write(await report(process.argv.slice(2)));
} catch (error) {
  if (!isBadCall(error) && !(error instanceof ConfigError)) throw error;
  const code = error instanceof ConfigError ? error.code : 'bad_request';
  process.stderr.write(`${code}: ${error.message}\n${isBadCall(error) ? `${USAGE}\n` : ''}`);
  process.exitCode = 2;
}
