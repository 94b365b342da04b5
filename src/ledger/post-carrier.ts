import type { DriftClient } from '../drift/client.js';
import { driftMessageType } from './drift-message-type.js';
import type { Carrier } from './deliver.js';

/** Drift's clock and ours may differ by this much. */
const SKEW_MS = 30_000;

/** Sends entries as Drift messages. An ambiguous one is looked for among the conversation's messages. */
export function createPostCarrier(drift: DriftClient): Carrier {
  return {
    async send(entry) {
      const type = driftMessageType(entry.medium);
      const { id } = await drift.postMessage(entry.orgId, entry.conversationId, { type, body: entry.body });
      return id;
    },
    async lookFor({ orgId, conversationId, medium, body, attemptedAt }) {
      const type = driftMessageType(medium);
      const since = (attemptedAt?.getTime() ?? 0) - SKEW_MS;
      const found: string[] = [];
      for await (const message of drift.messages(orgId, conversationId)) {
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
    refused: () => Promise.resolve('vendor_refused'),
  };
}

/** Drift may wrap a body in HTML of its own and write entities its own way. */
function sameWords(theirs: string | null | undefined, ours: string): boolean {
  const words = (html: string) =>
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(#\d+|\w+);/g, ' ')
      .replace(/[\s<>&"']+/g, ' ')
      .trim();
  return theirs !== null && theirs !== undefined && (theirs === ours || words(theirs) === words(ours));
}
