import { patched } from '@temporalio/workflow';
import type { SendResult } from '../../src/contracts/activity-results.js';
import { NOT_FOUND } from '../../src/contracts/stored-names.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';

/**
 * Whether a post failed because the conversation was deleted. Before that is believed, Drift is asked for the conversation itself: some
 * accounts answer one call with "not found" and have the conversation all the same. `inboxId`: the text that was posted.
 */
export async function isOfDeletedChat(
  { conversation, calls, chat }: ConversationContext,
  result: SendResult,
  inboxId?: number,
): Promise<boolean> {
  if (result.kind !== 'refused') return false;
  if (result.code === NOT_FOUND && !chat.isGone && patched('notices-a-deleted-chat')) {
    const ref = inboxId === undefined ? conversation : { ...conversation, inboxId };
    const found = await giveUp('the look for the conversation', () =>
      calls.ask.lookForChat.executeWithOptions(
        { summary: 'was the conversation deleted?', scheduleToCloseTimeout: '1h' },
        [ref],
      ),
    );
    if (found === 'gone') chat.lose();
  }
  if (result.code === 'chat_gone') chat.lose();
  return chat.isGone;
}
