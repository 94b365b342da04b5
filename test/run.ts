/** What `npm test` runs. Arguments go to jest: `npm test -- test/local`. */
import { runJest } from './harness/jest.js';

process.exitCode = await runJest({ args: process.argv.slice(2) });
