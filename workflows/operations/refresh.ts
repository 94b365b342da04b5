import { ActivityFailure, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { createCalls } from '../shared/calls.js';
import type { RefreshInput } from '../../src/contracts/messages.js';

/**
 * Fetches a conversation's state again at an operator's request. Messages that Drift has and never delivered go into the inbox as if
 * they had been delivered; once those are handled, a follow-up is considered. Repeating the request changes nothing.
 */
export async function refresh({ orgId, conversationId, key }: RefreshInput): Promise<{ missed: number }> {
  const calls = createCalls(workflowInfo().taskQueue);
  const conversation = { orgId, conversationId };
  setCurrentDetails('**Fetching** the conversation from Drift.');
  const missed = await calls.ask.storeMissed.executeWithOptions(
    {
      summary: 'store the events we missed',
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
    await ask(true); // its events do not settle in time: go ahead without them
  }
  setCurrentDetails(`**Done.** ${missed} missed events.`);
  return { missed };
}
