import type { RelayedShare } from '../../contracts/activity-results.js';
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

/** The cause of a message's texts, or of those with the files that its words went ahead of. */
export const causeOf = ({ messageId }: Pick<ChatMessage, 'messageId'>, isFiles = false): string =>
  `${isFiles ? 'files' : 'relay'}:${messageId}`;

/** What of a message is texted now. */
export function shareOf(event: ChatMessage, { following = [], isFiles = false }: RelayedShare): ChatMessage {
  if (following.length === 0) return event;
  const attachments = (event.attachments ?? []).filter((_, index) => following.includes(index) === isFiles);
  return { ...event, attachments, html: isFiles ? '' : event.html };
}

/**
 * The recorded texts into which a message was split, in order; [] if none were recorded. A message is split only once: another
 * address for links, or another build, would number the parts differently.
 */
export async function findParts(
  db: Queryable,
  { orgId, conversationId }: Session,
  event: Pick<ChatMessage, 'messageId'>,
  isFiles = false,
): Promise<Send[]> {
  const sends = await findByCauses(db, orgId, conversationId, 'sms', causeOf(event, isFiles));
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
  event: Pick<ChatMessage, 'messageId' | 'author'>,
  { bodies, mediaIds }: Composed,
  isFiles = false,
): Promise<readonly Send[]> {
  const cause = causeOf(event, isFiles);
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
        byBot: event.author === 'bot',
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
