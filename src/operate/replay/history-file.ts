import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import type { Recorded } from './replay-histories.js';

type History = temporal.api.history.v1.IHistory;

/** A file does not contain a history; the message says which file and why. */
export class BadHistoryFile extends Error {
  override readonly name = 'BadHistoryFile';
  readonly code = 'bad_request';
}

/**
 * Reads one history, or a list of histories, in the format of `npm run history` and `temporal workflow show --output json`.
 * @throws BadHistoryFile
 */
export async function readHistoryFile(file: string): Promise<Recorded[]> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    const histories = Array.isArray(read) ? (read as unknown[]) : [read];
    if (histories.length === 0) throw new Error('the list is empty');
    return histories.map((json, index) => {
      const history = historyFromJSON(json);
      if ((history.events ?? []).length === 0) throw new Error('it has no events');
      const name = histories.length === 1 ? file : `${file} [${index + 1}]`;
      return { name, workflowId: workflowIdOf(history) ?? basename(file, '.json'), history };
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadHistoryFile(`${file} is not a readable history: ${why}`, { cause: error });
  }
}

/** JSON as the Temporal command line and Web UI write it, but without the identities of workers, which name machines. */
export function toHistoryFile(history: History): string {
  const json = historyToJSON(history);
  const plain: unknown = JSON.parse(json, (key, value: unknown) => (key === 'identity' ? undefined : value));
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** Several runs as one JSON text, oldest first: a list, or a single history if there is only one. */
export function toHistoriesFile(runs: readonly { readonly history: History }[]): string {
  const files = runs.map(({ history }) => toHistoryFile(history));
  return files.length === 1 ? (files[0] ?? '') : `[${files.join(',')}]\n`;
}

/** Null for histories of older servers, which do not record it. */
const workflowIdOf = ({ events }: History): string | null => {
  const id = events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId;
  return id ? id : null;
};
