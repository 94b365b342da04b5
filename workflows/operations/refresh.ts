import { ActivityFailure, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { createCalls } from '../shared/calls.js';
import type { RefreshInput } from '../../src/contracts/messages.js';

/**
 * An operator wants a conversation's state fetched anew. What Drift has and we never heard of goes into the inbox as if it
 * had been delivered; when that has been dealt with, it is looked whether a follow-up is wanted. Asked twice, nothing
 * happens twice.
 */
export async function refresh({ orgId, conversationId, key }: RefreshInput): Promise<{ missed: number }> {
  const calls = createCalls(workflowInfo().taskQueue);
  const conversation = { orgId, conversationId };
  setCurrentDetails('**Fetching** the conversation from Drift.');
  const missed = await calls.ask.storeMissed.executeWithOptions(
    {
      summary: 'store the events we missed',
      startToCloseTimeout: '5m',
      heartbeatTimeout: '25s',
      scheduleToCloseTimeout: '1h',
    },
    [{ ...conversation, key }],
  );
  setCurrentDetails(
    `**${missed} missed events** are in the inbox; the follow-up is reconsidered after them.`,
  );
  const ask = (inAnyCase: boolean) =>
    calls.record.askForFollowUp.executeWithOptions(
      { summary: 'is a follow-up wanted?', scheduleToCloseTimeout: '2m' },
      [{ ...conversation, key, inAnyCase }],
    );
  try {
    await ask(false);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    await ask(true); // it does not come to rest by itself
  }
  setCurrentDetails(`**Done.** ${missed} missed events.`);
  return { missed };
}
