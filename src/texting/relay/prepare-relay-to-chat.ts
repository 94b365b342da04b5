import type { EventRef, Overtaken, PlaceInReorderBuffer } from '../../contracts/activity-results.js';
import type { TextFrom } from '../../contracts/messages.js';
import { lockConversation } from '../../records/conversations/conversations.js';
import { postedAs } from '../../records/conversations/visitor-texts.js';
import type { Client } from '../../platform/db/pool.js';
import { firstName } from '../first-name.js';
import { findEvent } from '../../records/inbox/store.js';
import { findByCause, intend } from '../../records/ledger/ledger.js';
import { mediaHtml, type MediaLinks } from '../../records/media/links.js';
import { isTextOvertaken } from './arrival-order.js';
import { textToHtml } from './html.js';

export type PreparedPost =
  /** `since`: when the text was stored, milliseconds since the epoch. */
  | { readonly kind: 'ready'; readonly ledgerId: string; readonly since: number }
  | { readonly kind: 'skipped'; readonly why: string }
  | Overtaken;

/**
 * Writes down that a visitor's text is to be posted to Drift, labelled as a text, since the API cannot post as the contact: as a private
 * note, which the web chat does not show, unless the conversation shows what this phone writes. It stays what it was first written down as.
 */
export async function prepareRelayToChat(
  client: Client,
  ref: EventRef & { readonly place?: PlaceInReorderBuffer; readonly from?: TextFrom },
  links: MediaLinks,
): Promise<PreparedPost> {
  const { orgId, conversationId, inboxId, place, from } = ref;
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return { kind: 'skipped', why: 'not a text' };
  const { event } = stored;
  const conversation = await lockConversation(client, orgId, conversationId);
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
  const name = firstName(conversation.visitorName) ?? 'Visitor';
  const pictures = await mediaHtml(client, links, orgId, event);
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: from === undefined ? postedAs(conversation, event.visitorNumber) : 'note',
    purpose: 'relay',
    cause,
    sessionId: null,
    body: `<b>${from === undefined ? `${textToHtml(name)} by text` : notVisitors[from]}:</b> ${textToHtml(event.body)}${pictures}`,
  });
  return ready(entry.id);
}

/** Headings of texts that are not the visitor's words, for all we know. They are private notes: the web chat shows none. */
const notVisitors = {
  former_number: 'A text from a number that is not the visitor’s any more',
  wrong_number: 'A text from the phone that we texted',
} as const satisfies Record<TextFrom, string>;
