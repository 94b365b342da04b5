import { conversation as unchanged } from '../../../workflows/conversation/conversation.js';
import type { ConversationInput } from '../../../src/contracts/messages.js';

/** A build with a defect: it fails where a conversation comes to its end. No event of a history tells that it does. */
export async function conversation(input: ConversationInput): Promise<never> {
  await unchanged(input);
  throw new TypeError('a defect of this build');
}
