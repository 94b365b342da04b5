/**
 * `npm run fuzz [-- ARGUMENTS]`: the tests whose cases are generated, with another seed each time and more cases; arguments go to jest.
 * `FUZZ_SEED=N` plays the cases of that seed again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomInt } from 'node:crypto';
import { seedOf } from '../support/seed.js';
import { root, runJest } from './jest.js';

const SEEDS = ['FAST_CHECK_SEED', 'PROPERTY_SEED', 'HOSTILE_SEED', 'CHAOS_SEED'] as const;
/** What says that a file's cases are generated. */
const GENERATES = /from '[./]*support\/(fast-check|seed)\.js'/;

const seed = seedOf('FUZZ_SEED', randomInt(2 ** 30));
const given = process.argv.slice(2);
const generated = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .filter((file) => GENERATES.test(readFileSync(join(root, file), 'utf8')));
const args = given.some((one) => !one.startsWith('-')) ? given : [...given, '--runTestsByPath', ...generated];

const again = `FUZZ_SEED=${seed} npm run fuzz${given.length === 0 ? '' : ` -- ${given.join(' ')}`}`;
process.stderr.write(`${again}\n`);
const code = await runJest({
  args,
  environment: {
    FAST_CHECK_RUNS: '500',
    PROPERTY_CONVERSATIONS: '500',
    ...Object.fromEntries(SEEDS.map((name) => [name, String(seed)])),
  },
});
process.stderr.write(code === 0 ? 'Nothing found.\n' : `To see it again: ${again}\n`);
process.exitCode = code;
