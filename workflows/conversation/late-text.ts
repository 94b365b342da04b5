import { condition } from '@temporalio/workflow';
import type { ConversationContext } from './context.js';
import { postNote } from './markers.js';
import { relayToChat } from './relay.js';

/**
 * Puts a text that belongs to no open thread into the visitor's last conversation, and says so there. Nothing is opened:
 * what the rep answers does not reach the phone.
 */
export async function putLateText(context: ConversationContext): Promise<void> {
  const { events, showing } = context;
  await condition(() => !events.isEmpty);
  for (const event of events.take()) {
    await relayToChat(context, event);
    await postNote(context, `late_text:${event.key}`, { about: 'late_text' });
  }
  showing.done(null, 'A text that belongs to no open thread was put into the conversation.');
}
