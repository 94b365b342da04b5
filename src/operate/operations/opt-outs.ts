import { databaseTime } from '../../platform/db/clock.js';
import type { Pool } from '../../platform/db/pool.js';
import { isContactSilent } from '../../records/consent/chat-opt-out.js';
import { findOptOut, recordConsent } from '../../records/consent/consents.js';
import { clearChatOptOut } from '../../records/conversations/chat-opt-out.js';
import { openChatsOf } from '../../records/conversations/open-conversations.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';
import { theConversation, unknownConversation, type Which } from './which-conversation.js';

interface Found {
  readonly phone: string | null;
  readonly isSilent: boolean;
}

/** Words of the phone itself, which only its owner should take back. */
const OWN_WORDS = new Set(['keyword', 'wording', 'doubtful', 'wrong_number']);

/**
 * Takes an opt-out back: that of the conversation's contact, by words in a chat, and that of its phone; their open chats hear of it. `why` goes into the audit log. What the
 * phone itself texted stands unless `overrideStop` says so. Not promised: that a text arrives. Twilio keeps a block of its own after STOP (21610),
 * which only START from the phone ends.
 * @throws OperationRefused not_found, ambiguous_org; conflict if nobody has opted out, or if the phone's own words stand against it
 */
export async function undoOptOut(
  pool: Pool,
  asked: Asked,
  which: Which,
  { why, overrideStop }: { readonly why: string; readonly overrideStop: boolean },
): Promise<Done> {
  const { conversationId } = which;
  const target = `opt-out in conversation ${conversationId}: ${why.trim().slice(0, 200)}`;
  return operate(pool, asked, { operation: 'undo_opt_out', target, orgId: which.orgId }, async (client) => {
    const { orgId } = await theConversation(client, which);
    const { rows } = await client.query<Found>(
      `SELECT c.phone, ${isContactSilent('c', 'c.phone')} AS "isSilent"
       FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2`,
      [orgId, conversationId],
    );
    const [found] = rows;
    if (found === undefined) throw unknownConversation(which);
    const { phone, isSilent } = found;
    const means = phone === null ? null : await findOptOut(client, orgId, phone);
    if (means === null && !isSilent)
      throw new OperationRefused('conflict', 'neither this contact nor the phone has opted out');
    const isOwnWord = means !== null && OWN_WORDS.has(means);
    if (isOwnWord && !overrideStop)
      throw new OperationRefused(
        'conflict',
        'the phone itself texted that it wants no more texts: only override it if its owner has taken that back',
      );
    if (phone !== null && means !== null)
      await recordConsent(client, {
        ...{ orgId, phone, status: 'opted_in', means: 'operator' },
        ...{ messageSid: `operator:${wishKey(asked)}`, at: new Date(await databaseTime(client)) },
      });
    await clearChatOptOut(client, orgId, conversationId);
    const key = wishKey(asked);
    await askFor(
      client,
      (await openChatsOf(client, orgId, conversationId)).map((id) => ({
        key: `${key}:${id}`,
        orgId,
        event: { kind: 'opt_out_undone', conversationId: id },
      })),
    );
    const isBlocked = isOwnWord || means === 'vendor_error';
    return {
      orgId,
      conversationId,
      result: isBlocked ? 'opt_out_undone_vendor_may_block' : 'opt_out_undone',
    };
  });
}
