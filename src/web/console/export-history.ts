import { HttpError } from '../../platform/errors/http-error.js';
import { HistoriesUnavailable } from '../../operate/histories/histories-unavailable.js';
import { noteExport } from '../../operate/operations/exports.js';
import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Asked } from '../../contracts/operator.js';
import type { ConsoleContext } from './context.js';
import { findRecord } from './data/conversation-record.js';
import { readRuns } from './read-conversation.js';

/**
 * A conversation's history as JSON: what `textback history` gives and `textback replay` reads; of several runs a list, oldest
 * first. There is no personal data in it. It is written to the audit log.
 * @throws HttpError not_found, not_ready
 */
export async function exportHistory(
  { pool, histories }: Pick<ConsoleContext, 'pool' | 'histories'>,
  asked: Asked,
  { orgId, conversationId }: ConversationRef,
): Promise<string> {
  const record = await findRecord(pool, { orgId, conversationId });
  const runs = record === null ? [] : await readRuns(histories, record).catch(asHttpError);
  if (record === null || runs.length === 0)
    throw new HttpError('not_found', 'Temporal has no history of this conversation.');
  const { toHistoriesFile } = await import('../../operate/replay/history-file.js'); // brings Temporal's client along
  await noteExport(pool, asked, { orgId, conversationId });
  return toHistoriesFile(runs);
}

function asHttpError(error: unknown): never {
  if (error instanceof HistoriesUnavailable)
    throw new HttpError('not_ready', 'Temporal does not answer; try again later.');
  throw error;
}
