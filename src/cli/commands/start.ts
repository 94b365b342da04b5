import type { Command } from '../shared/command.js';
import { homeFolder } from '../shared/surroundings.js';

/** `npm start` runs in the checkout, wherever it is called from; so does this. */
export const start: Command<unknown> = {
  options: (yargs) =>
    yargs.example('$0 start', 'with a sandbox, unless the keys of Drift and Twilio are set'),
  run: async () => {
    process.chdir(await homeFolder());
    await import('../../main.js');
    return 0;
  },
};
