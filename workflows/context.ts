import type { ConversationRef } from '../activities/results.js';
import type { Calls } from './calls.js';
import type { EventQueue } from './event-queue.js';
import type { ConversationInput } from './messages.js';
import type { Showing } from './showing.js';

/** What the parts of one conversation workflow share. */
export interface ConversationContext {
  readonly input: ConversationInput;
  /** Which conversation this is, as activities want it. */
  readonly conversation: ConversationRef;
  readonly events: EventQueue;
  readonly showing: Showing;
  readonly calls: Calls;
}
