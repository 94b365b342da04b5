import type { WaitingEvent } from '../../records/inbox/store.js';
import { handleAppDisconnected } from './handle-app-disconnected.js';
import { handleChatEvent } from './handle-chat-event.js';
import { handleOperatorEvent } from './handle-operator-event.js';
import { handleTextReceived } from './handle-text-received.js';
import { handleTextStatus } from './handle-text-status.js';
import type { HandlerContext } from './handler-context.js';
import { interpret } from './interpret.js';
import type { Settled } from './settled.js';

/** Interprets an event, records it and signals whom it concerns. May run twice for one event; throws to have it tried again. */
export async function handleEvent(context: HandlerContext, stored: WaitingEvent): Promise<Settled> {
  if (stored.event.kind === 'app_disconnected') return handleAppDisconnected(context, stored);
  const { behaviour } = await context.settings.org(stored.orgId);
  const { of, meaning } = interpret(stored.event, behaviour);
  switch (of) {
    case 'text':
      return handleTextReceived(context, stored, meaning);
    case 'text_status':
      return handleTextStatus(context, stored, meaning);
    case 'operator':
      return handleOperatorEvent(context, stored, meaning);
    case 'chat':
      return handleChatEvent(context, stored, meaning);
  }
}
