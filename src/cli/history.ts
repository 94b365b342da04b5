import { writeFile } from 'node:fs/promises';
import { parse, format } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import { requireTemporal } from '../platform/config/external.js';
import { HistoriesUnavailable } from '../operate/histories/histories-unavailable.js';
import { openHistories } from '../operate/histories/histories.js';
import type { RunHistory } from '../operate/histories/run-history.js';
import { toHistoriesFile, toHistoryFile } from '../operate/replay/history-file.js';
import { BadCall, runCommand } from './command.js';

// `npm run history`: what Temporal recorded of a conversation, as JSON that `npm run replay` and Temporal's tools read.

const USAGE = `Usage: npm run history -- <conversation> [--output FILE]
  conversation   Drift's conversation ID
  --output FILE  write there; several runs go into FILE-1.json, FILE-2.json and so on, oldest first. Else: to standard output`;

function readCall(args: string[]): { conversationId: number; output: string | null } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { output: { type: 'string' } },
  });
  const [conversation = ''] = positionals;
  if (positionals.length !== 1 || !/^\d{1,15}$/.test(conversation))
    throw new BadCall('say which conversation: the number that Drift gives it');
  return { conversationId: Number(conversation), output: values.output ?? null };
}

async function fetchRuns(conversationId: number): Promise<RunHistory[]> {
  const config = loadConfig();
  const histories = openHistories(config.temporal, requireTemporal(config));
  try {
    return await histories.ofConversation(conversationId);
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

async function history(args: string[]): Promise<number> {
  const { conversationId, output } = readCall(args);
  const runs = await fetchRuns(conversationId);
  if (runs.length === 0) throw new BadCall(`Temporal has no workflow of conversation ${conversationId}`);
  if (output === null) {
    process.stdout.write(toHistoriesFile(runs));
    return 0;
  }
  for (const [index, { history: recorded, workflowId, status }] of runs.entries()) {
    const file = fileOf(output, index + 1, runs.length);
    await writeFile(file, toHistoryFile(recorded));
    process.stderr.write(`${file}: ${workflowId} (${status})\n`);
  }
  return 0;
}

await runCommand(USAGE, history, [HistoriesUnavailable]);
