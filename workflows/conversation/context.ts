import type { ConversationRef } from '../../src/contracts/activity-results.js';
import type { Calls } from '../shared/calls.js';
import type { ChatPresence } from './chat-presence.js';
import type { EventQueue } from './event-queue.js';
import type { ConversationInput } from '../../src/contracts/messages.js';
import type { Showing } from './status-display.js';

/** Shared by the parts of one conversation workflow. */
export interface ConversationContext {
  readonly input: ConversationInput;
  /** The conversation, in the form that activities take. */
  readonly conversation: ConversationRef;
  readonly events: EventQueue;
  readonly showing: Showing;
  readonly calls: Calls;
  readonly chat: ChatPresence;
}
