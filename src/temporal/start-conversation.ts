import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  CONVERSATION,
  eventSignal,
  type ConversationEvent,
  type ConversationInput,
} from '../../workflows/messages.js';
import { clock } from '../../workflows/clock.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import type { Conversation } from '../conversations/conversations.js';
import type { Behaviour } from '../config/config.js';

/** A server that is away fails a hand-over in this time; the event waits in the inbox. */
const DEADLINE_MS = 5_000;

export interface HandOver {
  readonly client: Client;
  readonly taskQueue: string;
  readonly behaviour: Behaviour;
}

/**
 * Brings an event to its conversation's workflow, which is started if it is not running. False where that workflow has
 * ended: it is never started a second time. The same event may be brought twice; the workflow knows its key.
 */
export async function signalConversation(
  { client, taskQueue, behaviour }: HandOver,
  conversation: Conversation,
  event: ConversationEvent,
): Promise<boolean> {
  const { orgId, conversationId, contactId, workflowId, openedAt } = conversation;
  const { followUpDelayMs, followUpMaxAgeMs, latePhoneWindowMs, sessionIdleMs } = behaviour;
  const input: ConversationInput = {
    orgId,
    conversationId,
    contactId,
    openedAt: openedAt.getTime(),
    settings: { followUpDelayMs, followUpMaxAgeMs, latePhoneWindowMs, sessionIdleMs },
  };
  try {
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.signalWithStart(CONVERSATION, {
        workflowId,
        taskQueue,
        args: [input],
        signal: eventSignal,
        signalArgs: [event],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: `Drift conversation ${conversationId}`,
        staticDetails:
          `Waits until ${clock(openedAt.getTime() + followUpDelayMs)} for a person to answer, ` +
          'texts the visitor if nobody does, then relays both ways.',
        typedSearchAttributes: new TypedSearchAttributes([
          { key: searchAttributes.org, value: String(orgId) },
          { key: searchAttributes.conversation, value: String(conversationId) },
          { key: searchAttributes.state, value: 'waiting' },
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
