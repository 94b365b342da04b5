import type { Pool } from '../../platform/db/pool.js';
import type { ChatClient, Posted } from '../../vendors/chat.js';
import { sameWords } from '../../vendors/same-words.js';
import type { Medium } from '../../records/ledger/ledger.js';
import { rememberOwnApp } from '../relay/echo.js';
import type { Channel } from './deliver.js';

/** The vendor's clock differs from ours; messages of other sends are excluded anyway. */
const SKEW_MS = 10 * 60_000;

/** Posts sends into the chat. Looks for an ambiguous one among the conversation's messages. */
export function createChatChannel(chat: ChatClient, pool: Pool): Channel {
  const known = new Set<string>();
  /** The answer says as which app we post: it tells echoes apart whose message ID we never get to know. */
  const learnApp = async (orgId: number, { appId }: Posted) => {
    if (appId === null || known.has(`${orgId} ${appId}`)) return;
    await rememberOwnApp(pool, orgId, appId);
    known.add(`${orgId} ${appId}`);
  };
  return {
    async send({ orgId, conversationId, medium, body: html }) {
      const posted = await chat.post(conversationId, { kind: kindOf(medium), html });
      await learnApp(orgId, posted);
      return posted.id;
    },
    async lookFor({ conversationId, medium, body, attemptedAt }, goOn) {
      const kind = kindOf(medium);
      const since = (attemptedAt?.getTime() ?? 0) - SKEW_MS;
      const found: string[] = [];
      for await (const message of chat.messages(conversationId, goOn)) {
        const isRecent = message.createdAt === null || message.createdAt >= since;
        if (
          message.kind === kind &&
          message.author !== 'visitor' &&
          isRecent &&
          sameWords(message.html, body)
        ) {
          found.push(message.id);
        }
      }
      return found;
    },
    refused: () => Promise.resolve(), // a refused post concerns nobody beyond it
  };
}

/** A text is no post: it must never get here. */
function kindOf(medium: Medium): 'chat' | 'note' {
  if (medium === 'sms') throw new Error('a text is not a post');
  return medium;
}
