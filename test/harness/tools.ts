/** `npm run test:tools`: the checks that need more than Node, which is fetched once. Arguments go to jest. */
import { runJest, toolsConfig, toolsResultsFile } from './jest.js';

process.exitCode = await runJest({
  args: ['--config', toolsConfig, ...process.argv.slice(2)],
  results: toolsResultsFile,
});
