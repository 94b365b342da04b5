import type { EventRef } from '../../activities/results.js';
import type { Behaviour, Config } from '../config/config.js';
import { getConversation, type Conversation } from '../conversations/conversations.js';
import type { Client } from '../db/pool.js';
import { quietUntilInAll, visitorZones } from '../follow-up/quiet-hours.js';
import type { ChatMessage } from '../inbox/event.js';
import { findEvent } from '../inbox/store.js';
import { isEarlierMessageUnread } from '../inbox/unread.js';
import { intend } from '../ledger/ledger.js';
import { attachToEntry, outgoingMedia, type MediaLinks, type OutgoingMedia } from '../media/links.js';
import { findSessionOf } from '../sessions/sessions.js';
import { crossingOf } from './crossing.js';
import { isOwnPost } from './echo.js';
import { toPlainQuotes } from './gsm.js';
import { htmlToText } from './html.js';
import { skipped, type PreparedRelay } from './prepared.js';
import { splitText } from './split-text.js';

/**
 * Decides whether a Drift message goes to the phone and writes down the intention, part by part.
 * @throws EchoUndecided while it cannot be told whether the message is a post of our own.
 */
export async function prepareRelayToPhone(
  client: Client,
  ref: EventRef & { readonly part: number },
  { behaviour, media, links }: Pick<Config, 'behaviour' | 'media'> & { readonly links: MediaLinks },
  now: number,
): Promise<PreparedRelay> {
  const { orgId, conversationId, inboxId, part } = ref;
  const stored = await findEvent(client, inboxId);
  if (
    stored?.event.kind !== 'message' ||
    stored.event.conversationId !== conversationId ||
    stored.orgId !== orgId
  ) {
    return skipped('not a message of this conversation');
  }
  const { event } = stored;
  const crossing = crossingOf(event, behaviour.botMessages);
  if (!crossing.toPhone) return skipped(crossing.why);
  if (await isOwnPost(client, orgId, event)) return skipped('our own post');
  if (part === 0 && (await isEarlierMessageUnread(client, orgId, event))) return { kind: 'overtaken' };
  const session = await findSessionOf(client, orgId, conversationId);
  if (session === null) return { kind: 'refused', reason: 'duplicate_session', code: 'duplicate_session' };
  if (event.author === 'bot' && session.automaticOffAt !== null) return skipped('a loop was cut');
  const files = await outgoingMedia(client, links, orgId, event, {
    to: session.visitorNumber,
    mms: media.mms,
  });
  const bodies = splitText(textOf(event, files));
  const body = bodies[part];
  if (!body) return skipped('the message has no text');
  const conversation = await getConversation(client, orgId, conversationId);
  const until = part === 0 ? quietFor(conversation, session.visitorNumber, behaviour, now) : null;
  if (until !== null) return { kind: 'quiet', until };
  const cause = `relay:${event.messageId}`;
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'sms',
    purpose: 'relay',
    cause: bodies.length === 1 ? cause : `${cause}:${part + 1}/${bodies.length}`,
    sessionId: session.id,
    body,
  });
  if (part === 0) await attachToEntry(client, entry.id, files.mediaIds);
  return { kind: 'ready', ledgerId: entry.id, parts: bodies.length, lostFiles: files.failures.length };
}

/** The words, and a line for each file that goes as a link. A picture alone gets its name: a text is found again by its words. */
function textOf({ html, attachments = [] }: ChatMessage, { mediaIds, links }: OutgoingMedia): string {
  const words = toPlainQuotes(htmlToText(html));
  const text = [words, ...links].filter((line) => line !== '').join('\n');
  if (text !== '' || mediaIds.length === 0) return text;
  return attachments.map(({ name }) => name ?? 'Picture').join(', ');
}

/** Zones too far apart may have no hour in common: then it is looked again, for the visitor may have told a zone or texted. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** The end of the visitor's quiet hours; null where they do not count, as for an answer to what the visitor has just written. */
function quietFor(
  { visitorSpokeAt, timeZone }: Conversation,
  phone: string,
  { quietHours, quietReplyWindowMs, defaultTimeZone }: Behaviour,
  now: number,
): number | null {
  if (visitorSpokeAt !== null && now - visitorSpokeAt.getTime() <= quietReplyWindowMs) return null;
  const zones = visitorZones({ contextZone: timeZone, phone, defaultZone: defaultTimeZone });
  const until = quietUntilInAll(now, quietHours, zones);
  return until === null ? null : Math.min(until, now + LOOK_AGAIN_MS);
}
