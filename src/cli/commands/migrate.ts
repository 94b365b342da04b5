import { migrate as bringUpToDate } from '../../platform/db/migrate.js';
import type { Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { reachDatabase } from '../shared/reach.js';

const CONNECT_MS = 10_000;

/** For deployments that bring the schema up to date in a step of its own, before gateways and workers start. */
export const migrate: Command<unknown> = {
  options: (yargs) => yargs.example('$0 migrate', 'again changes nothing'),
  run: async () => {
    const config = await readConfig();
    // So that a database that is away is told as by any other command.
    await withDatabase(config, { name: 'migrate', timeoutMs: CONNECT_MS }, () => Promise.resolve());
    await bringUpToDate(await reachDatabase(config), config.database.appPassword);
    return 0;
  },
};
