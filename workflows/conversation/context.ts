import type { ConversationRef } from '../../src/contracts/activity-results.js';
import type { Calls } from '../shared/calls.js';
import type { EventQueue } from './event-queue.js';
import type { ConversationInput } from '../../src/contracts/messages.js';
import type { Showing } from './status-display.js';

/** What the parts of one conversation workflow share. */
export interface ConversationContext {
  readonly input: ConversationInput;
  /** Which conversation this is, as activities want it. */
  readonly conversation: ConversationRef;
  readonly events: EventQueue;
  readonly showing: Showing;
  readonly calls: Calls;
}
