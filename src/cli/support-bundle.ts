import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import { makeBundle } from '../operate/support-bundle/bundle.js';
import { BadCall, runCommand } from './command.js';
import { withDatabase } from './with-database.js';

// `npm run support-bundle`: one file for the vendor's support, without personal data.

const USAGE = 'Usage: npm run support-bundle -- [--output FILE] [--conversation DRIFT_ID]';
const TIMEOUT_MS = 60_000;

function parseConversation(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new BadCall('--conversation should be an ID of Drift, a number');
  return Number(text);
}

async function run(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { output: text, conversation: text, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const conversationId = parseConversation(values.conversation);
  const config = loadConfig();
  const file =
    values.output ?? `textback-support-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}.json`;
  // Silent: a lost connection stands in the bundle.
  const database = { name: 'support', timeoutMs: TIMEOUT_MS, logLevel: 'silent' };
  const bundle = await withDatabase(config, database, (db) =>
    makeBundle({ config, environment: process.env, db, conversationId }),
  );
  await writeFile(file, bundle, { mode: 0o600 });
  process.stdout.write(
    `${file} holds versions, settings (secrets only as set or unset), table sizes, counts, and IDs, states, codes and times of what
waits, is held, unclear or failed${conversationId === null ? '' : `, and the rows of conversation ${conversationId} without words, names and numbers`}.
It should hold nothing of a person and no secret. Log lines are not in it. Read it before you send it.\n`,
  );
  return 0;
}

await runCommand(USAGE, run);
