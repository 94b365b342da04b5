import { parsePeriod } from '../../operate/report/period.js';
import { Comparing } from '../../operate/what-if/compare.js';
import {
  readWhatIf,
  whatIfOptions,
  type WhatIfOption,
  type WhatIfValues,
} from '../../operate/what-if/options.js';
import { readRecorded } from '../../operate/what-if/read-recorded.js';
import { formatComparison } from '../../operate/what-if/report.js';
import type { Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { jsonOption, periodOptions, text } from '../shared/options.js';

const TIMEOUT_MS = 60_000;

interface Given extends WhatIfValues {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly zone: string | undefined;
  readonly json: boolean;
}

export const whatIf: Command<Given> = {
  options: (yargs) =>
    yargs
      .options({
        delay: text('Another FOLLOW_UP_DELAY, such as 3m'),
        'max-age': text('Another FOLLOW_UP_MAX_AGE, such as 2h'),
        'quiet-hours': text('Other QUIET_HOURS, such as 22:00-07:00, or off'),
        'quiet-max-age': text('Another QUIET_MAX_AGE, such as 10h'),
        'late-phone-window': text('Another LATE_PHONE_WINDOW, such as 1h'),
        template: text('Another FOLLOW_UP_TEMPLATE: what it would cost'),
        ...periodOptions,
        ...jsonOption,
      })
      .example('$0 what-if --delay 3m', 'the last 30 days, with a shorter wait')
      .example(
        '$0 what-if --from 2026-10-01 --to 2026-10-31 --quiet-hours off',
        'October, without quiet hours',
      ),
  run: async (given) => {
    const config = await readConfig();
    const question = readWhatIf(given, config);
    const period = parsePeriod(given, config.behaviour.defaultTimeZone, Date.now());
    const comparing = new Comparing(question);
    await withDatabase(config, { name: 'what-if', timeoutMs: TIMEOUT_MS }, async (pool) => {
      for await (const conversation of readRecorded(pool, period, config.behaviour.defaultCountry))
        comparing.add(conversation);
    });
    const comparison = comparing.result();
    const names = Object.keys(whatIfOptions) as WhatIfOption[];
    const tried = Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
    process.stdout.write(
      given.json
        ? `${JSON.stringify({ ...period, tried, ...comparison })}\n`
        : formatComparison(comparison, period, question, tried),
    );
    return 0;
  },
};
