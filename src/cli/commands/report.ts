import { parsePeriod } from '../../operate/report/period.js';
import { countOutcomes } from '../../operate/report/report.js';
import { formatReport } from '../../operate/report/table.js';
import type { Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { jsonOption, periodOptions } from '../shared/options.js';

const TIMEOUT_MS = 60_000;

interface Given {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly zone: string | undefined;
  readonly json: boolean;
}

export const report: Command<Given> = {
  options: (yargs) =>
    yargs
      .options({ ...periodOptions, ...jsonOption })
      .example('$0 report', 'the last 30 days')
      .example(
        '$0 report --from 2026-11-01 --to 2026-11-30 --zone Europe/Berlin',
        'a month, as Berlin counts days',
      )
      .example('$0 report --json', 'for machines'),
  run: async (given) => {
    const config = await readConfig();
    const period = parsePeriod(given, config.behaviour.defaultTimeZone, Date.now());
    const counted = await withDatabase(config, { name: 'report', timeoutMs: TIMEOUT_MS }, (pool) =>
      countOutcomes(pool, period),
    );
    process.stdout.write(given.json ? `${JSON.stringify(counted)}\n` : formatReport(counted));
    return 0;
  },
};
