import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import { requireTemporal } from '../platform/config/external.js';
import { HistoriesUnavailable } from '../operate/histories/histories-unavailable.js';
import { openHistories, type Histories } from '../operate/histories/histories.js';
import type { RunHistory } from '../operate/histories/run-history.js';
import { BadHistoryFile, readHistoryFile } from '../operate/replay/history-file.js';
import { quietRuntime } from '../operate/replay/quiet-runtime.js';
import { replayHistories, type Recorded } from '../operate/replay/replay-histories.js';
import { summaryLine, verdictLine } from '../operate/replay/report.js';
import { loadWorkflowBundle } from '../worker/workflow-bundle.js';
import { BadCall, runCommand } from './command.js';

// `npm run replay`: would recorded conversations go on on this build? 0: all of them; 1: not all; 2: it could not be tried.

const USAGE = `Usage: npm run replay -- [--bundle FILE] <conversation | file> ...
       npm run replay -- [--bundle FILE] --recent N
  conversation   Drift's conversation ID: all its workflows in Temporal
  file           made by npm run history or by temporal workflow show --output json (a number as name: ./123)
  --recent N     the last N workflows in Temporal, open ones first
  --bundle FILE  replay on this workflow bundle instead of this source (as WORKFLOW_BUNDLE)`;

interface Call {
  readonly sources: readonly string[];
  readonly recent: number | null;
  readonly bundle: string | null;
}

function readCall(args: string[]): Call {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { recent: { type: 'string' }, bundle: { type: 'string' } },
  });
  const { recent } = values;
  if ((recent === undefined) === (positionals.length === 0))
    throw new BadCall('say which histories: conversations or files, or --recent N');
  if (recent !== undefined && !/^[1-9]\d{0,6}$/.test(recent))
    throw new BadCall('--recent should be a whole number of workflows from 1');
  const bundle = values.bundle ?? process.env['WORKFLOW_BUNDLE'] ?? '';
  return {
    sources: positionals,
    recent: recent === undefined ? null : Number(recent),
    bundle: bundle === '' ? null : bundle,
  };
}

/** Connects only where something is asked of Temporal: files need no server. */
class Source {
  #histories: Histories | null = null;

  async *all({ sources, recent }: Call): AsyncGenerator<Recorded> {
    for (const source of sources) {
      if (!/^\d{1,15}$/.test(source)) {
        yield* await readHistoryFile(source);
        continue;
      }
      const runs = await this.#temporal().ofConversation(Number(source));
      if (runs.length === 0) throw new BadCall(`Temporal has no workflow of conversation ${source}`);
      yield* runs.map(recorded);
    }
    if (recent === null) return;
    for await (const run of this.#temporal().recent(recent)) yield recorded(run);
  }

  async close(): Promise<void> {
    await this.#histories?.close();
  }

  #temporal(): Histories {
    const config = loadConfig();
    this.#histories ??= openHistories(config.temporal, requireTemporal(config));
    return this.#histories;
  }
}

const recorded = ({ workflowId, runId, status, history }: RunHistory): Recorded => ({
  name: `${workflowId}, run ${runId} (${status})`,
  workflowId,
  history,
});

async function replay(call: Call): Promise<number> {
  const workflowBundle = await loadWorkflowBundle(call.bundle);
  const source = new Source();
  const counts = { replayed: 0, broken: 0 };
  try {
    for await (const replayed of replayHistories(source.all(call), workflowBundle)) {
      counts.replayed += 1;
      if (replayed.broken !== null) counts.broken += 1;
      process.stdout.write(`${verdictLine(replayed)}\n`);
    }
  } finally {
    await source.close();
  }
  // A wrong namespace or task queue must not look like a release that breaks nothing.
  if (counts.replayed === 0)
    throw new BadCall('there is no workflow on this task queue: nothing was replayed');
  process.stdout.write(`${summaryLine(counts)}\n`);
  return counts.broken === 0 ? 0 : 1;
}

await runCommand(
  USAGE,
  async (args) => {
    const call = readCall(args);
    quietRuntime(); // what breaks is said once, by us
    return replay(call);
  },
  [HistoriesUnavailable, BadHistoryFile],
);
