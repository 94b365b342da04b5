import { withSecretFiles } from '../../platform/config/secret-files.js';
import { writeFile } from 'node:fs/promises';
import { makeBundle } from '../../operate/support-bundle/bundle.js';
import { BadCall, type Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { text } from '../shared/options.js';

const TIMEOUT_MS = 60_000;

interface Given {
  readonly output: string | undefined;
  readonly conversation: string | undefined;
}

function parseConversation(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (!/^[1-9]\d{0,15}$/.test(given)) throw new BadCall('--conversation should be an ID of Drift, a number');
  return Number(given);
}

export const supportBundle: Command<Given> = {
  options: (yargs) =>
    yargs
      .options({
        output: text('Write there; if omitted, to textback-support-<time>.json'),
        conversation: text(
          "Put the rows of this conversation in, without words, names and numbers: Drift's ID",
        ),
      })
      .example('$0 support-bundle', 'about the installation')
      .example('$0 support-bundle --conversation 4711 --output bundle.json', 'and about one conversation'),
  run: async (given) => {
    const conversationId = parseConversation(given.conversation);
    const config = await readConfig();
    const file =
      given.output ?? `textback-support-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}.json`;
    // Silent, and no connection needed: a lost one stands in the bundle.
    const database = { name: 'support', timeoutMs: TIMEOUT_MS, logLevel: 'silent', mustAnswer: false };
    const bundle = await withDatabase(config, database, (db) =>
      makeBundle({ config, environment: withSecretFiles(process.env).environment, db, conversationId }),
    );
    await writeFile(file, bundle, { mode: 0o600 });
    process.stdout.write(
      `${file} holds versions, settings (secrets only as set or unset), table sizes, counts, and IDs, states, codes and times of what
waits, is held, unclear or failed${conversationId === null ? '' : `, and the rows of conversation ${conversationId} without words, names and numbers`}.
It should hold nothing of a person and no secret. Log lines are not in it. Read it before you send it.\n`,
    );
    return 0;
  },
};
