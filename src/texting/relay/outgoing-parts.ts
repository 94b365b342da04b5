import type { Config } from '../../platform/config/config.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import type { ChatMessage } from '../../contracts/events.js';
import { findByCauses, intend, type Send } from '../../records/ledger/ledger.js';
import {
  attachToSend,
  outgoingMedia,
  type MediaLinks,
  type OutgoingMedia,
} from '../../records/media/links.js';
import type { Session } from '../../records/sessions/sessions.js';
import { toPlainQuotes } from '../../telephony/gsm.js';
import { htmlToText } from './html.js';
import { splitText } from '../../telephony/split-text.js';

/**
 * The recorded texts into which a message was split, in order; [] if none were recorded. A message is split only once: another
 * address for links, or another build, would number the parts differently.
 */
export async function findParts(
  db: Queryable,
  { orgId, conversationId }: Session,
  { messageId }: Pick<ChatMessage, 'messageId'>,
): Promise<Send[]> {
  const sends = await findByCauses(db, orgId, conversationId, 'sms', `relay:${messageId}`);
  const [first] = sends;
  const count = Number(/\/(\d+)$/.exec(first?.cause ?? '')?.[1] ?? 1);
  if (sends.length < count) return []; // begun by a build that wrote them one after another
  return sends.sort((a, b) => placeOf(a) - placeOf(b));
}

const placeOf = ({ cause }: Send) => Number(/:(\d+)\/\d+$/.exec(cause)?.[1] ?? 1);

/** Splits a message into texts and records all of them; `lostFiles`: how many of its files cannot go out. */
export async function writeParts(
  client: Client,
  { id, orgId, conversationId, visitorNumber }: Session,
  event: ChatMessage,
  { media, links }: Pick<Config, 'media'> & { readonly links: MediaLinks },
): Promise<{ readonly sends: readonly Send[]; readonly lostFiles: number }> {
  const files = await outgoingMedia(client, links, orgId, event, { to: visitorNumber, mms: media.mms });
  const bodies = splitText(textOf(event, files)).filter((body) => body !== '');
  const cause = `relay:${event.messageId}`;
  const sends: Send[] = [];
  for (const [i, body] of bodies.entries()) {
    sends.push(
      await intend(client, {
        orgId,
        conversationId,
        medium: 'sms',
        purpose: 'relay',
        cause: bodies.length === 1 ? cause : `${cause}:${i + 1}/${bodies.length}`,
        sessionId: id,
        body,
      }),
    );
  }
  if (sends[0] !== undefined) await attachToSend(client, sends[0].id, files.mediaIds);
  return { sends, lostFiles: files.failures.length };
}

/** The words, and a line for each file that goes as a link. A picture alone gets its name: a text is found again by its words. */
function textOf({ html, attachments = [] }: ChatMessage, { mediaIds, links }: OutgoingMedia): string {
  const words = toPlainQuotes(htmlToText(html));
  const text = [words, ...links].filter((line) => line !== '').join('\n');
  if (text !== '' || mediaIds.length === 0) return text;
  return attachments.map(({ name }) => name ?? 'Picture').join(', ');
}
