import { withSecretFiles } from '../../platform/config/secret-files.js';
import { writeFile } from 'node:fs/promises';
import { makeBundle } from '../../operate/support-bundle/bundle.js';
import { listOrgs } from '../../orgs/registry/registry.js';
import type { Pool } from '../../platform/db/pool.js';
import { AmbiguousOrg, orgOfConversation } from '../../records/conversations/every-org.js';
import { BadCall, type Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { text } from '../shared/options.js';
import { ofOrg, orgIn } from '../shared/org-option.js';

const TIMEOUT_MS = 60_000;

interface Given {
  readonly output: string | undefined;
  readonly conversation: string | undefined;
  readonly org: string | undefined;
}

function parseConversation(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (!/^[1-9]\d{0,15}$/.test(given)) throw new BadCall('--conversation should be an ID of Drift, a number');
  return Number(given);
}

/** No org has this number. */
const NOBODY = 0;

/** Of a conversation that was never taken up: the only org that there is. */
async function orgOf(db: Pool, conversationId: number): Promise<number> {
  try {
    const known = await orgOfConversation(db, conversationId);
    if (known !== null) return known;
    const [only, ...others] = await listOrgs(db);
    return only === undefined || others.length > 0 ? NOBODY : only.orgId;
  } catch (error) {
    if (error instanceof AmbiguousOrg) throw new BadCall(`${error.message}, with --org`);
    return NOBODY; // each part of the bundle tells what is wrong with the database
  }
}

export const supportBundle: Command<Given> = {
  options: (yargs) =>
    yargs
      .options({
        ...ofOrg,
        output: text('Write there; if omitted, to textback-support-<time>.json'),
        conversation: text(
          "Put the rows of this conversation in, without words, names and numbers: Drift's ID",
        ),
      })
      .example('$0 support-bundle', 'about the installation')
      .example('$0 support-bundle --conversation 4711 --output bundle.json', 'and about one conversation'),
  run: async (given) => {
    const conversationId = parseConversation(given.conversation);
    const orgId = orgIn(given.org);
    const config = await readConfig();
    const file =
      given.output ?? `textback-support-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}.json`;
    // Silent, and no connection needed: a lost one stands in the bundle.
    const database = { name: 'support', timeoutMs: TIMEOUT_MS, logLevel: 'silent', mustAnswer: false };
    const bundle = await withDatabase(config, database, async (db) =>
      makeBundle({
        config,
        environment: withSecretFiles(process.env).environment,
        db,
        conversation:
          conversationId === null
            ? null
            : { conversationId, orgId: orgId ?? (await orgOf(db, conversationId)) },
      }),
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
