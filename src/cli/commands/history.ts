import { writeFile } from 'node:fs/promises';
import { format, parse } from 'node:path';
import { openHistories, type Histories } from '../../operate/histories/histories.js';
import type { RunHistory } from '../../operate/histories/run-history.js';
import { SeveralOrgs } from '../../operate/histories/several-orgs.js';
import { toHistoriesFile, toHistoryFile } from '../../operate/replay/history-file.js';
import { BadCall, type Command } from '../shared/command.js';
import { reachTemporal } from '../shared/reach.js';
import { readConfig } from '../shared/surroundings.js';
import { text } from '../shared/options.js';
import { ofOrg, orgIn } from '../shared/org-option.js';

interface Given {
  readonly conversation: string;
  readonly output: string | undefined;
  readonly org: string | undefined;
}

async function fetchRuns(conversation: Parameters<Histories['ofConversation']>[0]): Promise<RunHistory[]> {
  const config = await readConfig();
  const histories = openHistories(config.temporal, await reachTemporal(config));
  try {
    return await histories.ofConversation(conversation);
  } catch (error) {
    if (error instanceof SeveralOrgs) throw new BadCall(`${error.message}, with --org`);
    throw error;
  } finally {
    await histories.close();
  }
}

/** The file of the run of this number, from 1: its name as given where there is one run only. */
function fileOf(output: string, number: number, runs: number): string {
  if (runs === 1) return output;
  const { dir, name, ext } = parse(output);
  return format({ dir, name: `${name}-${number}`, ext });
}

/** Prints JSON that `textback replay` and Temporal's tools read. */
export const history: Command<Given> = {
  options: (yargs) =>
    yargs
      .positional('conversation', {
        type: 'string',
        demandOption: true,
        describe: 'The number that Drift gives it',
      })
      .options({
        ...ofOrg,
        output: text(
          'Write there; several runs go into FILE-1.json, FILE-2.json and so on, oldest first. If omitted, to standard output',
        ),
      })
      .example(
        '$0 history 4711 --output history.json',
        'for `textback replay history.json` or the Temporal Web UI',
      ),
  run: async ({ conversation, output, org }) => {
    if (!/^\d{1,15}$/.test(conversation))
      throw new BadCall('say which conversation: the number that Drift gives it');
    const runs = await fetchRuns({ conversationId: Number(conversation), orgId: orgIn(org) });
    if (runs.length === 0)
      throw new BadCall(`Temporal has no workflow of conversation ${Number(conversation)}`);
    if (output === undefined) {
      process.stdout.write(toHistoriesFile(runs));
      return 0;
    }
    for (const [index, { history: recorded, workflowId, status }] of runs.entries()) {
      const file = fileOf(output, index + 1, runs.length);
      await writeFile(file, toHistoryFile(recorded));
      process.stderr.write(`${file}: ${workflowId} (${status})\n`);
    }
    return 0;
  },
};
