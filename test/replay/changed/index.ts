import { sleep } from '@temporalio/workflow';
import { conversation as unchanged } from '../../../workflows/conversation/conversation.js';
import type { ConversationInput } from '../../../src/contracts/messages.js';

/** A change that would break every open conversation: a timer where recorded histories have none. Replay must refuse it. */
export async function conversation(input: ConversationInput) {
  await sleep('1s');
  return unchanged(input);
}
