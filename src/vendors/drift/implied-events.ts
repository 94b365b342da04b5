import type { ChatClient } from '../chat.js';
import type { Conversation, Message } from './schemas.js';
import { parseDriftEvent } from './webhook-event.js';

/** What Drift shows, named as its webhook would have been. */
export const impliedEvents: ChatClient['events'] = {
  opened(orgId, conversationId, { raw }) {
    const { contactId, status, createdAt } = raw as Conversation & { readonly createdAt?: unknown };
    const data = { id: conversationId, contactId, status, createdAt };
    return parseDriftEvent({ orgId, type: 'new_conversation', data });
  },
  said(orgId, conversationId, { raw }) {
    return parseDriftEvent({ orgId, type: 'new_message', data: { ...(raw as Message), conversationId } });
  },
};
