import type { EventRef, Overtaken } from '../../activities/results.js';
import { getConversation } from '../conversations/conversations.js';
import type { Client } from '../db/pool.js';
import { firstName } from '../follow-up/first-text.js';
import { findEvent } from '../inbox/store.js';
import { isTextUnread } from '../inbox/unread.js';
import { intend } from '../ledger/ledger.js';
import { mediaHtml, type MediaLinks } from '../media/links.js';
import { textToHtml } from './html.js';

export type PreparedPost =
  | { readonly kind: 'ready'; readonly ledgerId: string }
  | { readonly kind: 'skipped'; readonly why: string }
  | Overtaken;

/** Writes down that a visitor's text is to be posted to Drift, labelled as a text, since the API cannot post as the contact. */
export async function prepareRelayToDrift(
  client: Client,
  ref: EventRef,
  links: MediaLinks,
): Promise<PreparedPost> {
  const { orgId, conversationId, inboxId } = ref;
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return { kind: 'skipped', why: 'not a text' };
  const { event } = stored;
  if (await isTextUnread(client, event)) return { kind: 'overtaken' };
  const conversation = await getConversation(client, orgId, conversationId);
  const name = firstName(conversation.visitorName) ?? 'Visitor';
  const pictures = await mediaHtml(client, links, orgId, event);
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'chat',
    purpose: 'relay',
    cause: `relay:${event.messageSid}`,
    sessionId: null,
    body: `<b>${textToHtml(name)} by text:</b> ${textToHtml(event.body)}${pictures}`,
  });
  return { kind: 'ready', ledgerId: entry.id };
}
