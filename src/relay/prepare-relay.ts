import type { EventRef } from '../../activities/results.js';
import type { Reason } from '../../workflows/reasons.js';
import { getConversation } from '../conversations/conversations.js';
import type { Client } from '../db/pool.js';
import { firstName } from '../follow-up/first-text.js';
import { findEvent } from '../inbox/store.js';
import { intend } from '../ledger/ledger.js';
import { findSessionOf } from '../sessions/sessions.js';
import { isOwnPost } from './echo.js';
import { htmlToText, textToHtml } from './html.js';
import { splitText } from './split-text.js';

export type PreparedRelay =
  | { readonly kind: 'ready'; readonly ledgerId: string; readonly parts: number }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code: string }
  | { readonly kind: 'skipped'; readonly why: string };

/**
 * Decides whether a rep's Drift message goes to the phone and writes down the intention, part by part. Only `chat`
 * messages that a person wrote do; everything else has no way from here to a phone.
 * @throws EchoUndecided while it cannot be told whether the message is a post of our own.
 */
export async function prepareRelayToPhone(
  client: Client,
  ref: EventRef & { readonly part: number },
): Promise<PreparedRelay> {
  const { orgId, conversationId, inboxId, part } = ref;
  const stored = await findEvent(client, inboxId);
  if (
    stored?.event.kind !== 'message' ||
    stored.event.conversationId !== conversationId ||
    stored.orgId !== orgId
  ) {
    return { kind: 'skipped', why: 'not a message of this conversation' };
  }
  const { event } = stored;
  if (event.type !== 'chat' || event.author !== 'rep')
    return { kind: 'skipped', why: 'not a chat message of a person' };
  if (await isOwnPost(client, orgId, event)) return { kind: 'skipped', why: 'our own post' };
  const session = await findSessionOf(client, orgId, conversationId);
  if (session === null) return { kind: 'refused', reason: 'vendor_refused', code: 'no_open_thread' };
  const bodies = splitText(htmlToText(event.html));
  const body = bodies[part];
  if (!body) return { kind: 'skipped', why: 'the message has no text' };
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'sms',
    purpose: 'relay',
    cause:
      bodies.length === 1
        ? `relay:${event.messageId}`
        : `relay:${event.messageId}:${part + 1}/${bodies.length}`,
    sessionId: session.id,
    body,
  });
  return { kind: 'ready', ledgerId: entry.id, parts: bodies.length };
}

/** Writes down that a visitor's text is to be posted to Drift, labelled as a text, since the API cannot post as the contact. */
export async function prepareRelayToDrift(client: Client, ref: EventRef): Promise<PreparedRelay> {
  const { orgId, conversationId, inboxId } = ref;
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return { kind: 'skipped', why: 'not a text' };
  const { event } = stored;
  const conversation = await getConversation(client, orgId, conversationId);
  const name = firstName(conversation.visitorName) ?? 'Visitor';
  const pictures =
    event.media.length === 0
      ? ''
      : `<br/><i>${event.media.length} picture(s) or file(s) came with this text.</i>`;
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'chat',
    purpose: 'relay',
    cause: `relay:${event.messageSid}`,
    sessionId: null,
    body: `<b>${textToHtml(name)} by text:</b> ${textToHtml(event.body)}${pictures}`,
  });
  return { kind: 'ready', ledgerId: entry.id, parts: 1 };
}
