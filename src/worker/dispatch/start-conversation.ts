import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  CONVERSATION,
  type ConversationEvent,
  type ConversationInput,
  type ResumedWait,
  type TextFrom,
} from '../../contracts/messages.js';
import { eventSignal } from '../../../workflows/shared/signals.js';
import { clock } from '../../contracts/clock.js';
import { searchAttributes } from '../../contracts/search-attributes.js';
import { askedAt, type Conversation } from '../../records/conversations/conversations.js';
import type { SettingsFor } from '../../orgs/settings/settings-for.js';
import { inTime } from '../../platform/temporal/in-time.js';

export interface HandOver {
  readonly client: Client;
  readonly taskQueue: string;
  readonly settings: SettingsFor;
}

/**
 * Delivers an event to its conversation's workflow, which is started if it is not running. False where that workflow has
 * ended: it is never started a second time. The same event may be delivered twice; the workflow knows its key.
 */
export async function signalConversation(
  context: HandOver,
  conversation: Conversation,
  event: ConversationEvent,
  resumed?: ResumedWait,
): Promise<boolean> {
  const { conversationId, workflowId, state, reopened } = conversation;
  const input = { ...(await inputOf(context, conversation)), ...beginning(conversation, resumed) };
  const due = clock(input.openedAt + input.settings.followUpDelayMs);
  return signalWithStart(context, {
    workflowId,
    event,
    input,
    summary: `Drift conversation ${conversationId}${reopened ? ', opened again by a text' : ''}`,
    details:
      state === 'bridging'
        ? `Relays both ways, since ${reopened ? 'the visitor has texted after the thread was closed' : 'the thread is open'}.`
        : `Waits until ${due} for a person to answer, texts the visitor if nobody does, then relays both ways.`,
  });
}

/** An open thread goes on as a bridge, also if Temporal has lost its workflow: it does not wait for an answer again. */
function beginning(
  { state, reopened, reason }: Conversation,
  resumed: ResumedWait | undefined,
): Pick<ConversationInput, 'reopened' | 'resumed'> {
  if (state !== 'bridging') return resumed === undefined ? {} : { resumed };
  return { reopened: reopened ? { reason } : { reason, isResumed: true } };
}

/** Delivers an event to a workflow that runs. False where it does not: it is not started. */
export async function signalRunning(
  { client }: HandOver,
  workflowId: string,
  event: ConversationEvent,
): Promise<boolean> {
  try {
    await inTime(client, () => client.workflow.getHandle(workflowId).signal(eventSignal, event));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Puts a text that belongs to no open thread into this conversation: a small workflow of its own, once per text. */
export async function deliverLateText(
  context: HandOver,
  conversation: Conversation,
  workflowId: string,
  event: ConversationEvent,
  from?: TextFrom,
): Promise<void> {
  await signalWithStart(context, {
    workflowId,
    event,
    input: {
      ...(await inputOf(context, conversation)),
      isLateText: true,
      ...(from === undefined ? {} : { lateTextFrom: from }),
    },
    summary: `A late text for Drift conversation ${conversation.conversationId}`,
    details: 'Puts a text that belongs to no open thread into the last conversation of its visitor.',
  });
}

async function inputOf({ settings }: HandOver, conversation: Conversation): Promise<ConversationInput> {
  const { behaviour } = await settings.conversation(conversation);
  const { orgId, conversationId, contactId, redoneAt, waits, askedAfter, askedAfterOrder } = conversation;
  const asked = askedAt(conversation);
  const openedAt = redoneAt ?? asked;
  const after = askedAfter && { at: askedAfter.getTime(), order: askedAfterOrder };
  const followUpDelayMs = redoneAt === null ? behaviour.followUpDelayMs : 0;
  const { followUpMaxAgeMs, latePhoneWindowMs, sessionIdleMs, reorderWindowMs } = behaviour;
  return {
    orgId,
    conversationId,
    contactId,
    openedAt: openedAt.getTime(),
    settings: {
      followUpDelayMs,
      followUpMaxAgeMs,
      latePhoneWindowMs,
      sessionIdleMs,
      reorderWindowMs,
      marksBeside: true,
      picturesFollow: true,
    },
    wait: { number: waits, askedAt: asked.getTime(), ...(after === null ? {} : { after }) },
  };
}

interface Start {
  readonly workflowId: string;
  readonly input: ConversationInput;
  readonly event: ConversationEvent;
  readonly summary: string;
  readonly details: string;
}

/** False where the workflow has ended. */
async function signalWithStart(
  { client, taskQueue }: HandOver,
  { workflowId, input, event, summary, details }: Start,
): Promise<boolean> {
  const isOpen = input.reopened !== undefined;
  try {
    await inTime(client, () =>
      client.workflow.signalWithStart(CONVERSATION, {
        workflowId,
        taskQueue,
        args: [input],
        signal: eventSignal,
        signalArgs: [event],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: summary,
        staticDetails: details,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: searchAttributes.org, value: String(input.orgId) },
          { key: searchAttributes.conversation, value: String(input.conversationId) },
          { key: searchAttributes.state, value: isOpen ? 'bridging' : 'waiting' },
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
