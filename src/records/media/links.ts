import type { Queryable } from '../../platform/db/pool.js';
import type { ChatMessage, TextReceived } from '../../contracts/events.js';
import { kindOf } from './content-type.js';
import { attachmentKey } from './fetch-attachment.js';
import { textMediaKey } from './fetch-text-media.js';
import { MAX_MMS_BYTES, MAX_MMS_FILES, sendableAsMms } from './mms.js';
import { refusalWords } from '../../contracts/media-refusals.js';
import { mediaUrl } from './signed-url.js';
import { findMedia, type MediaRecord } from './store.js';

/** Twilio fetches a text's files when it sends the text, at most an hour after we hand the text over. */
const MMS_LINK_MS = 4 * 3_600_000;

export interface MediaLinks {
  /** From mediaKey(config). */
  readonly key: Buffer;
  readonly publicUrl: () => string;
}

const linkTo = ({ key, publicUrl }: MediaLinks, { id, expiresAt }: MediaRecord) =>
  mediaUrl(publicUrl(), key, id, expiresAt.getTime());

/** "240 KB", "3.1 MB"; thousands, as phones count. */
function sizeOf(bytes: number | null): string {
  const kb = Math.max(1, Math.round((bytes ?? 0) / 1_000));
  return kb < 1_000 ? `${kb} KB` : `${(kb / 1_000).toFixed(1)} MB`;
}

/**
 * HTML for a text's files in the Drift post: for each a link that opens without credentials, or the reason why there is none;
 * '' for a text without files. Fetch the files first, since an unfetched file counts as unavailable; `following`: indexes of those that
 * come in a later post.
 */
export async function mediaHtml(
  db: Queryable,
  links: MediaLinks,
  orgId: number,
  { messageSid, media }: Pick<TextReceived, 'messageSid' | 'media'>,
  following: readonly number[] = [],
): Promise<string> {
  const keys = media.map((_, index) => textMediaKey(messageSid, index));
  const records = await inOrder(db, orgId, keys);
  return records
    .map((record, index) => {
      if (following.includes(index)) return `<br/>${follows(media[index]?.contentType)}`;
      return `<br/>${record?.state === 'stored' ? anchor(links, record) : lost(record)}`;
    })
    .join('');
}

/** The same for those files alone that the words went ahead of. */
export async function followingHtml(
  db: Queryable,
  links: MediaLinks,
  orgId: number,
  { messageSid }: Pick<TextReceived, 'messageSid'>,
  following: readonly number[],
): Promise<string> {
  const keys = following.map((index) => textMediaKey(messageSid, index));
  const records = await inOrder(db, orgId, keys);
  return records
    .map((record) => (record?.state === 'stored' ? anchor(links, record) : lost(record)))
    .join('<br/>');
}

const follows = (contentType: string | undefined) =>
  `<i>A ${contentType?.startsWith('image/') === true ? 'picture' : 'file'} follows.</i>`;

function anchor(links: MediaLinks, record: MediaRecord): string {
  const href = linkTo(links, record).replaceAll('&', '&amp;');
  const words = `${kindOf(record.contentType ?? '')}, ${sizeOf(record.byteLength)}`;
  return `<a href="${href}">${words.charAt(0).toUpperCase()}${words.slice(1)}</a>`;
}

const lost = (record: MediaRecord | undefined) =>
  `<i>A picture or file could not be fetched: ${refusalWords(record?.refusal ?? null)}.</i>`;

/** A file that cannot go out: its name, if it has one, and the reason in words. */
export interface LostFile {
  readonly name: string | null;
  readonly why: string;
}

/** Delivery of a rep's files to the phone. */
export interface OutgoingMedia {
  /** Rows of `media` that go out as MMS, in order; attachToSend attaches them to the send. */
  readonly mediaIds: readonly string[];
  /** Lines for the text, "offer.pdf: https://...", one per file that goes out as a link. */
  readonly links: readonly string[];
  /** For a note to the rep. */
  readonly failures: readonly LostFile[];
}

/**
 * Decides for each file of a rep's message, by order, type and size, whether it goes to `to` as MMS or as a link. Fetch the
 * files first. If `mms` is off (by configuration, or because Twilio refused the files), all of them are links.
 */
export async function outgoingMedia(
  db: Queryable,
  links: MediaLinks,
  orgId: number,
  { messageId, attachments = [] }: Pick<ChatMessage, 'messageId' | 'attachments'>,
  { to, mms }: { readonly to: string; readonly mms: boolean },
): Promise<OutgoingMedia> {
  const keys = attachments.map(({ id }) => attachmentKey(messageId, id));
  const records = await inOrder(db, orgId, keys);
  const outgoing = {
    mediaIds: [] as string[],
    links: [] as string[],
    failures: [] as LostFile[],
  };
  let left = MAX_MMS_BYTES;
  for (const [index, record] of records.entries()) {
    const name = record?.name ?? attachments[index]?.name ?? null;
    if (record?.state !== 'stored') {
      outgoing.failures.push(lostFile(record, name));
      continue;
    }
    const contentType = record.contentType ?? '';
    const bytes = record.byteLength ?? 0;
    const fits = bytes <= left && outgoing.mediaIds.length < MAX_MMS_FILES;
    if (mms && fits && sendableAsMms(contentType, bytes, to)) {
      outgoing.mediaIds.push(record.id);
      left -= bytes;
    } else outgoing.links.push(`${name ?? kindOf(contentType)}: ${linkTo(links, record)}`);
  }
  return outgoing;
}

/** The files of a rep's message that could not be fetched. */
export async function findLostFiles(
  db: Queryable,
  orgId: number,
  { messageId, attachments = [] }: Pick<ChatMessage, 'messageId' | 'attachments'>,
): Promise<readonly LostFile[]> {
  const keys = attachments.map(({ id }) => attachmentKey(messageId, id));
  const records = await inOrder(db, orgId, keys);
  return records.flatMap((record, index) =>
    record?.state === 'stored' ? [] : [lostFile(record, record?.name ?? attachments[index]?.name ?? null)],
  );
}

const lostFile = (record: MediaRecord | undefined, name: string | null): LostFile => ({
  name,
  why: refusalWords(record?.refusal ?? null),
});

/** The records of these sources in the same order; undefined for an unknown source. */
async function inOrder(
  db: Queryable,
  orgId: number,
  keys: readonly string[],
): Promise<(MediaRecord | undefined)[]> {
  if (keys.length === 0) return [];
  const records = new Map((await findMedia(db, orgId, keys)).map((record) => [record.sourceKey, record]));
  return keys.map((key) => records.get(key));
}

/** Attaches files to a text's send, in the transaction that records the send. A repeat changes nothing. */
export async function attachToSend(
  db: Queryable,
  ledgerId: string,
  mediaIds: readonly string[],
): Promise<void> {
  if (mediaIds.length === 0) return;
  await db.query(
    `INSERT INTO ledger_media (ledger_id, position, media_id)
     SELECT $1, position, id FROM unnest($2::uuid[]) WITH ORDINALITY AS m (id, position)
     ON CONFLICT DO NOTHING`,
    [ledgerId, mediaIds],
  );
}

/** Attaches the files of one send to its copy. */
export async function copyAttachments(db: Queryable, ledgerId: string, copyId: string): Promise<void> {
  await db.query(
    `INSERT INTO ledger_media (ledger_id, position, media_id)
     SELECT $2::uuid, position, media_id FROM ledger_media WHERE ledger_id = $1`,
    [ledgerId, copyId],
  );
}

/** The MediaUrls of a send, valid for a few hours so that Twilio can fetch them; [] for a plain text. */
export async function mediaUrlsOf(
  db: Queryable,
  { key, publicUrl }: MediaLinks,
  ledgerId: string,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string; until: Date }>(
    `SELECT m.id, least(m.expires_at, clock_timestamp() + $2 * interval '1 millisecond') AS until
     FROM ledger_media l JOIN media m ON m.id = l.media_id WHERE l.ledger_id = $1 ORDER BY l.position`,
    [ledgerId, MMS_LINK_MS],
  );
  return rows.map(({ id, until }) => mediaUrl(publicUrl(), key, id, until.getTime()));
}
