import type { Overtaken } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import { getConversation } from '../../records/conversations/conversations.js';
import { findEvent } from '../../records/inbox/store.js';
import { findByCause, intend, type Send } from '../../records/ledger/ledger.js';
import { followingHtml, type MediaLinks } from '../../records/media/links.js';
import { headingOf, type PreparedPost, type TextRef } from './prepare-relay-to-chat.js';

/** The send of a text's words, which is a chat message or a note; null if none is written down. */
export async function findWords(
  client: Client,
  { orgId, conversationId }: TextRef,
  messageSid: string,
  prefix: 'relay' | 'pictures' = 'relay',
): Promise<Send | null> {
  const cause = `${prefix}:${messageSid}`;
  const chat = await findByCause(client, orgId, conversationId, 'chat', cause);
  return chat ?? (await findByCause(client, orgId, conversationId, 'note', cause));
}

/**
 * Writes down a post with the files of a text that its words went ahead of: links, or the reasons why there are none. It is shown to
 * whom the words were shown.
 */
export async function preparePictures(
  client: Client,
  ref: TextRef & { readonly following: readonly number[] },
  links: MediaLinks,
): Promise<Exclude<PreparedPost, Overtaken>> {
  const { orgId, conversationId, inboxId, following } = ref;
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return { kind: 'skipped', why: 'not a text' };
  const { event } = stored;
  const { chatGoneAt } = await getConversation(client, orgId, conversationId);
  if (chatGoneAt !== null) return { kind: 'skipped', why: 'the conversation was deleted' };
  const words = await findWords(client, ref, event.messageSid);
  if (words === null) return { kind: 'skipped', why: 'its words were not posted' };
  const pictures = await followingHtml(client, links, orgId, event, following);
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: words.medium,
    purpose: 'relay',
    cause: `pictures:${event.messageSid}`,
    sessionId: null,
    body: `<b>${await headingOf(client, ref)}:</b> ${pictures}`,
  });
  return { kind: 'ready', ledgerId: entry.id, since: stored.receivedAt.getTime() };
}
