import type { Client } from '../../platform/db/pool.js';
import { findEvent } from '../../records/inbox/store.js';
import { findByCauses } from '../../records/ledger/ledger.js';
import { drop, shelve } from '../../records/ledger/moves.js';
import type { MediaLinks } from '../../records/media/links.js';
import { causeOf } from './outgoing-parts.js';
import { findWords } from './prepare-pictures.js';
import { prepareRelayToChat, type TextRef } from './prepare-relay-to-chat.js';

/**
 * Settles what Temporal has given up after a week or a day, so that nothing stays intended for ever. A visitor's text is shelved for an
 * operator; the unsent parts of a rep's message are dropped as too late, and those of which nothing is known are shelved.
 */
export async function settleGivenUp(client: Client, ref: TextRef, links: MediaLinks): Promise<void> {
  const { orgId, conversationId, inboxId } = ref;
  const event = (await findEvent(client, inboxId))?.event;
  if (event?.kind === 'text_received') {
    const words = await findWords(client, ref, event.messageSid);
    if (words === null) await prepareRelayToChat(client, ref, links);
    for (const prefix of ['relay', 'pictures'] as const) {
      const send = await findWords(client, ref, event.messageSid, prefix);
      if (send !== null) await shelve(client, send.id);
    }
  } else if (event?.kind === 'message') {
    for (const isFiles of [false, true]) {
      const cause = causeOf(event, isFiles);
      for (const { id, state } of await findByCauses(client, orgId, conversationId, 'sms', cause))
        await (state === 'intended' ? drop(client, id, 'too_late') : shelve(client, id));
    }
  }
}
