import type { Command } from '../shared/command.js';
import { homeFolder } from '../shared/surroundings.js';

export const worker: Command<unknown> = {
  options: (yargs) => yargs.example('$0 worker', 'any number may run side by side'),
  run: async () => {
    process.chdir(await homeFolder());
    await import('../../worker/main.js');
    return 0;
  },
};
