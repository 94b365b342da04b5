import { openHistories, type Histories } from '../../operate/histories/histories.js';
import { SeveralOrgs } from '../../operate/histories/several-orgs.js';
import type { RunHistory } from '../../operate/histories/run-history.js';
import { readHistoryFile } from '../../operate/replay/history-file.js';
import { quietRuntime } from '../../operate/replay/quiet-runtime.js';
import { replayHistories, type Recorded, type Replayed } from '../../operate/replay/replay-histories.js';
import { summaryLine, verdictLine } from '../../operate/replay/report.js';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { BadCall, type Command } from '../shared/command.js';
import { reachTemporal } from '../shared/reach.js';
import { loadEnvironment, readConfig } from '../shared/surroundings.js';
import { jsonOption, text } from '../shared/options.js';
import { ofOrg, orgIn } from '../shared/org-option.js';

interface Given {
  readonly histories: string[] | undefined;
  readonly recent: string | undefined;
  readonly bundle: string | undefined;
  readonly org: string | undefined;
  readonly json: boolean;
}

interface Sources {
  readonly named: readonly string[];
  readonly recent: number | null;
  /** Of the conversations; null: of the only one that has them. */
  readonly orgId: number | null;
}

function readSources({ histories: named = [], recent, org }: Given): Sources {
  if ((recent === undefined) === (named.length === 0))
    throw new BadCall('say which histories: conversations or files, or --recent N');
  if (recent !== undefined && !/^[1-9]\d{0,6}$/.test(recent))
    throw new BadCall('--recent should be a whole number of workflows from 1');
  return { named, recent: recent === undefined ? null : Number(recent), orgId: orgIn(org) };
}

/** Connects only where something is asked of Temporal: files need no server. */
class Source {
  #histories: Histories | null = null;

  async *all({ named, recent, orgId }: Sources): AsyncGenerator<Recorded> {
    for (const name of named) {
      if (!/^\d{1,15}$/.test(name)) {
        yield* await readHistoryFile(name);
        continue;
      }
      const runs = await this.#ofConversation({ conversationId: Number(name), orgId });
      if (runs.length === 0) throw new BadCall(`Temporal has no workflow of conversation ${name}`);
      yield* runs.map(recorded);
    }
    if (recent === null) return;
    for await (const run of (await this.#temporal()).recent(recent)) yield recorded(run);
  }

  async #ofConversation(conversation: Parameters<Histories['ofConversation']>[0]): Promise<RunHistory[]> {
    try {
      return await (await this.#temporal()).ofConversation(conversation);
    } catch (error) {
      if (error instanceof SeveralOrgs) throw new BadCall(`${error.message}, with --org`);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#histories?.close();
  }

  async #temporal(): Promise<Histories> {
    if (this.#histories !== null) return this.#histories;
    const config = await readConfig();
    this.#histories = openHistories(config.temporal, await reachTemporal(config));
    return this.#histories;
  }
}

const recorded = ({ workflowId, runId, status, history }: RunHistory): Recorded => ({
  name: `${workflowId}, run ${runId} (${status})`,
  workflowId,
  history,
});

/** Tells each verdict as it comes; JSON is told at the end, as a whole. */
async function replayAll(sources: Sources, bundle: string | null, json: boolean): Promise<Replayed[]> {
  const workflowBundle = await loadWorkflowBundle(bundle);
  const source = new Source();
  const all: Replayed[] = [];
  try {
    for await (const replayed of replayHistories(source.all(sources), workflowBundle)) {
      all.push(replayed);
      if (!json) process.stdout.write(`${verdictLine(replayed)}\n`);
    }
  } finally {
    await source.close();
  }
  return all;
}

/** Ends with 0 if all of them go on, with 1 if one breaks, with 2 if it could not be tried. */
export const replay: Command<Given> = {
  options: (yargs) =>
    yargs
      .positional('histories', {
        type: 'string',
        array: true,
        describe:
          "Drift's conversation IDs (all workflows of each) and files made by `textback history` or `temporal workflow show --output json` (a file with a number as its name: ./123)",
      })
      .options({
        ...ofOrg,
        recent: text('The last N workflows in Temporal, open ones first'),
        bundle: text('Replay on this workflow bundle instead of this source (as WORKFLOW_BUNDLE)'),
        ...jsonOption,
      })
      .example('$0 replay --recent 500', 'before a release, against what runs')
      .example('$0 replay 4711', 'one conversation')
      .example('$0 replay history-1.json history-2.json', 'files; needs no server'),
  run: async (given) => {
    const sources = readSources(given);
    await loadEnvironment(); // WORKFLOW_BUNDLE may stand in it
    quietRuntime(); // what breaks is said once, by us
    const bundle = given.bundle ?? process.env['WORKFLOW_BUNDLE'] ?? '';
    const histories = await replayAll(sources, bundle === '' ? null : bundle, given.json);
    // A wrong namespace or task queue must not look like a release that breaks nothing.
    if (histories.length === 0)
      throw new BadCall('there is no workflow on this task queue: nothing was replayed');
    const broken = histories.filter((one) => one.broken !== null).length;
    const counts = { replayed: histories.length, broken };
    process.stdout.write(
      given.json ? `${JSON.stringify({ ...counts, histories })}\n` : `${summaryLine(counts)}\n`,
    );
    return broken === 0 ? 0 : 1;
  },
};
