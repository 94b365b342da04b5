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
import { splitAtMost } from '../../telephony/split-text.js';
import { isVisible } from './visible.js';

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

/** What becomes of a message: its texts, its files, and what of it does not go out. */
export interface Composed {
  readonly bodies: readonly string[];
  /** How many characters were too many: MAX_TEXTS_PER_MESSAGE. */
  readonly left: number;
  readonly mediaIds: readonly string[];
  readonly lostFiles: number;
}

type Settings = Pick<Config, 'media' | 'caps'> & { readonly links: MediaLinks };

/** Splits a message into texts. Nothing is recorded. */
export async function compose(
  db: Queryable,
  { orgId, visitorNumber }: Session,
  event: ChatMessage,
  { media, links, caps }: Settings,
): Promise<Composed> {
  const files = await outgoingMedia(db, links, orgId, event, { to: visitorNumber, mms: media.mms });
  const words = wordsOf(event, files);
  const { parts, left } = splitAtMost(words, { lines: files.links, most: caps.maxTextsPerMessage });
  const bodies = parts.filter((body) => body !== '');
  return { bodies, left, mediaIds: files.mediaIds, lostFiles: files.failures.length };
}

/** Records all texts of a message. */
export async function writeParts(
  client: Client,
  { id, orgId, conversationId }: Session,
  { messageId, author }: Pick<ChatMessage, 'messageId' | 'author'>,
  { bodies, mediaIds }: Composed,
): Promise<readonly Send[]> {
  const cause = `relay:${messageId}`;
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
        byBot: author === 'bot',
      }),
    );
  }
  if (sends[0] !== undefined) await attachToSend(client, sends[0].id, mediaIds);
  return sends;
}

/** The words, if a reader would see any. A picture alone gets its name: a text is found again by its words. */
function wordsOf({ html, attachments = [] }: ChatMessage, { mediaIds, links }: OutgoingMedia): string {
  const words = toPlainQuotes(htmlToText(html));
  if (isVisible(words)) return words;
  if (links.length > 0 || mediaIds.length === 0) return '';
  return attachments.map(({ name }) => name ?? 'Picture').join(', ');
}
