import type { Command } from '../shared/command.js';
import { homeFolder } from '../shared/surroundings.js';

export const gateway: Command<unknown> = {
  options: (yargs) => yargs.example('$0 gateway', 'on HOST and PORT; any number may run side by side'),
  run: async () => {
    process.chdir(await homeFolder());
    await import('../../web/gateway/main.js');
    return 0;
  },
};
