import type { Pool } from '../../platform/db/pool.js';
import type { DriftClient } from '../../vendors/drift/client.js';
import type { Message } from '../../vendors/drift/schemas.js';
import { sameWords } from '../../vendors/drift/same-words.js';
import { rememberOwnApp } from '../relay/echo.js';
import { driftMessageType } from './drift-message-type.js';
import type { Carrier } from './deliver.js';

/** Drift's clock differs from ours; messages of other entries are excluded anyway. */
const SKEW_MS = 10 * 60_000;

/** Sends entries as Drift messages. Looks for an ambiguous entry among the conversation's messages. */
export function createPostCarrier(drift: DriftClient, pool: Pool): Carrier {
  const known = new Set<string>();
  /** The answer says as which app we post: it tells echoes apart whose message ID we never get to know. */
  const learnApp = async (orgId: number, { attributes }: Message) => {
    const appId = attributes?.['developer_app_id'];
    if (typeof appId !== 'string' && typeof appId !== 'number') return;
    if (known.has(`${orgId} ${appId}`)) return;
    await rememberOwnApp(pool, orgId, String(appId));
    known.add(`${orgId} ${appId}`);
  };
  return {
    async send(entry) {
      const type = driftMessageType(entry.medium);
      const message = await drift.postMessage(entry.conversationId, { type, body: entry.body });
      await learnApp(entry.orgId, message);
      return message.id;
    },
    async lookFor({ conversationId, medium, body, attemptedAt }) {
      const type = driftMessageType(medium);
      const since = (attemptedAt?.getTime() ?? 0) - SKEW_MS;
      const found: string[] = [];
      for await (const message of drift.messages(conversationId)) {
        const isRecent =
          message.createdAt === null || message.createdAt === undefined || message.createdAt >= since;
        if (
          message.type === type &&
          message.author?.type !== 'contact' &&
          isRecent &&
          sameWords(message.body, body)
        ) {
          found.push(message.id);
        }
      }
      return found;
    },
    refused: () => Promise.resolve(), // a refused post concerns nobody beyond it
  };
}
