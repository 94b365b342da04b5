import type { WaitingEvent } from '../../records/inbox/store.js';
import { handleChatEvent } from './handle-chat-event.js';
import { handleOperatorEvent } from './handle-operator-event.js';
import { handleTextReceived } from './handle-text-received.js';
import { handleTextStatus } from './handle-text-status.js';
import type { HandlerContext } from './handler-context.js';
import type { Settled } from './settled.js';

/** Finds out whom an event concerns and brings it there. May run twice for one event; throws to have it tried again. */
export async function handleEvent(context: HandlerContext, stored: WaitingEvent): Promise<Settled> {
  switch (stored.event.kind) {
    case 'text_received':
      return handleTextReceived(context, stored, stored.event);
    case 'text_status':
      return handleTextStatus(context, stored, stored.event);
    case 'refresh_asked':
    case 'look_asked':
    case 'follow_up_asked':
    case 'redrive_asked':
      return handleOperatorEvent(context, stored, stored.event);
    default:
      return handleChatEvent(context, stored, stored.event);
  }
}
