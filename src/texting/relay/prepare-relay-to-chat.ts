import type { EventRef, Overtaken, PlaceInReorderBuffer } from '../../contracts/activity-results.js';
import type { TextFrom } from '../../contracts/messages.js';
import { getConversation, lockConversation } from '../../records/conversations/conversations.js';
import { postedAs } from '../../records/conversations/visitor-texts.js';
import type { Client } from '../../platform/db/pool.js';
import { firstName } from '../first-name.js';
import { holdUnread } from '../../records/inbox/held.js';
import { findEvent } from '../../records/inbox/store.js';
import { findByCause, intend } from '../../records/ledger/ledger.js';
import { mediaHtml, type MediaLinks } from '../../records/media/links.js';
import { isTextOvertaken } from './arrival-order.js';
import { textToHtml } from './html.js';

export type PreparedPost =
  /** `since`: when the text was stored, milliseconds since the epoch. */
  | { readonly kind: 'ready'; readonly ledgerId: string; readonly since: number }
  | { readonly kind: 'skipped'; readonly why: string }
  /** Drift does not know the conversation any more: the text is held. */
  | { readonly kind: 'refused'; readonly reason: 'chat_gone'; readonly code: 'chat_gone' }
  | Overtaken;

/** A visitor's text that is to be posted. */
export type TextRef = EventRef & { readonly from?: TextFrom };

/**
 * Writes down that a visitor's text is to be posted to Drift, labelled as a text, since the API cannot post as the contact: as a private
 * note, which the web chat does not show, unless the conversation shows what this phone writes. It stays what it was first written down as.
 * `following`: indexes of its files that come in a later post.
 */
export async function prepareRelayToChat(
  client: Client,
  ref: TextRef & { readonly place?: PlaceInReorderBuffer; readonly following?: readonly number[] },
  links: MediaLinks,
): Promise<PreparedPost> {
  const { orgId, conversationId, inboxId, place, from, following } = ref;
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return { kind: 'skipped', why: 'not a text' };
  const { event } = stored;
  const conversation = await lockConversation(client, orgId, conversationId);
  if (conversation.chatGoneAt !== null) {
    await holdUnread(client, { orgId, conversationId }, inboxId);
    return { kind: 'refused', reason: 'chat_gone', code: 'chat_gone' };
  }
  const cause = `relay:${event.messageSid}`;
  const written =
    (await findByCause(client, orgId, conversationId, 'note', cause)) ??
    (await findByCause(client, orgId, conversationId, 'chat', cause));
  if ((written?.attempts ?? 0) === 0 && place !== undefined) {
    if (await isTextOvertaken(client, ref, event, place)) return { kind: 'overtaken' };
  }
  const ready = (ledgerId: string): PreparedPost => ({
    kind: 'ready',
    ledgerId,
    since: stored.receivedAt.getTime(),
  });
  if (written !== null) return ready(written.id);
  const pictures = await mediaHtml(client, links, orgId, event, following);
  const heading = await headingOf(client, ref);
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: from === undefined ? postedAs(conversation, event.visitorNumber) : 'note',
    purpose: 'relay',
    cause,
    sessionId: null,
    body: `<b>${heading}:</b> ${textToHtml(event.body)}${pictures}`,
  });
  return ready(entry.id);
}

/** Who wrote the text. */
export async function headingOf(client: Client, { orgId, conversationId, from }: TextRef): Promise<string> {
  if (from !== undefined) return notVisitors[from];
  const { visitorName } = await getConversation(client, orgId, conversationId);
  return `${textToHtml(firstName(visitorName) ?? 'Visitor')} by text`;
}

/** Headings of texts that are not the visitor's words, for all we know. They are private notes: the web chat shows none. */
const notVisitors = {
  former_number: 'A text from a number that is not the visitor’s any more',
  wrong_number: 'A text from the phone that we texted',
} as const satisfies Record<TextFrom, string>;
