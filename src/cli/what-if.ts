import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import { BadReportPeriod, parsePeriod } from '../operate/report/period.js';
import { Comparing } from '../operate/what-if/compare.js';
import { BadWhatIf, readWhatIf, whatIfOptions } from '../operate/what-if/options.js';
import { readRecorded } from '../operate/what-if/read-recorded.js';
import { formatComparison } from '../operate/what-if/report.js';
import { BadCall, runCommand } from './command.js';
import { withDatabase } from './with-database.js';

// `npm run what-if`: recorded conversations, run through the decision again with other settings. Changes nothing, asks nobody.

const USAGE = `Usage: npm run what-if -- [--from DAY] [--to DAY] [--zone AREA/CITY] [what to try] [--json]
  --delay 3m                   another FOLLOW_UP_DELAY
  --max-age 2h                 another FOLLOW_UP_MAX_AGE
  --quiet-hours 22:00-07:00    other QUIET_HOURS, or off
  --quiet-max-age 10h          another QUIET_MAX_AGE
  --late-phone-window 1h       another LATE_PHONE_WINDOW
  --template "..."             another FOLLOW_UP_TEMPLATE: what it would cost
  --from, --to                 days such as 2026-01-31; without them the last 30`;

const TIMEOUT_MS = 60_000;

async function whatIf(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ from: text, to: text, zone: text, json: { type: 'boolean', default: false } },
      ...{ delay: text, 'max-age': text, 'quiet-hours': text, 'quiet-max-age': text },
      ...{ 'late-phone-window': text, template: text },
    },
  });
  const config = loadConfig();
  const question = readWhatIf(values, config);
  const period = parsePeriod(values, config.behaviour.defaultTimeZone, Date.now());
  const comparing = new Comparing(question);
  await withDatabase(config, { name: 'what-if', timeoutMs: TIMEOUT_MS }, async (pool) => {
    for await (const conversation of readRecorded(pool, period, config.behaviour.defaultCountry))
      comparing.add(conversation);
  });
  const comparison = comparing.result();
  const names = Object.keys(whatIfOptions) as (keyof typeof whatIfOptions)[];
  const tried = Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...period, tried, ...comparison })}\n`
      : formatComparison(comparison, period, question, tried),
  );
  return 0;
}

await runCommand(USAGE, async (args) => {
  try {
    return await whatIf(args);
  } catch (error) {
    throw error instanceof BadWhatIf || error instanceof BadReportPeriod ? new BadCall(error.message) : error;
  }
});
