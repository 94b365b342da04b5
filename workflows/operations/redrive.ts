import {
  ActivityFailure,
  isCancellation,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { LedgerRef, SendResult } from '../../src/contracts/activity-results.js';
import { createCalls, type Calls } from '../shared/calls.js';
import { clock } from '../../src/contracts/clock.js';
import type { RedriveInput } from '../../src/contracts/messages.js';
import type { Reason } from '../../src/contracts/reasons.js';
import { settle } from '../shared/settle.js';

/**
 * Settles a send at an operator's request. It asks the vendor first and repeats nothing that the vendor has. Before it repeats a text,
 * it checks that the text is still wanted, and waits for the end of quiet hours.
 */
export async function redrive(input: RedriveInput): Promise<{ result: SendResult['kind'] }> {
  const { orgId, conversationId, ledgerId, medium, how } = input;
  const calls = createCalls(workflowInfo().taskQueue);
  const send = { orgId, conversationId, ledgerId };
  const isText = medium === 'sms';
  const reconcile = isText ? calls.text.reconcileText : calls.post.reconcilePost;
  const sendAgain = isText ? () => textAgain(calls, input) : calls.post.postAgain;
  setCurrentDetails(`**Settling a send**, as an operator requested (${how}).`);
  let kind: SendResult['kind'];
  try {
    const first: SendResult =
      how === 'first' ? await sendAgain(send) : { kind: 'ambiguous', ledgerId, askAgainInMs: 1_000 };
    ({ kind } = await settle(send, first, how === 'look' ? { reconcile } : { reconcile, sendAgain }));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    // The vendor was unreachable for too long: the send returns to the operator's list.
    await calls.record.park(send);
    kind = 'parked';
  }
  if (kind === 'accepted') await calls.record.noteFound(send);
  setCurrentDetails(`**Done:** ${kind}.`);
  return { result: kind };
}

async function textAgain(calls: Calls, { purpose, ...ref }: RedriveInput): Promise<SendResult> {
  const { orgId, conversationId, ledgerId } = ref;
  const send: LedgerRef = { orgId, conversationId, ledgerId };
  for (;;) {
    const reason = purpose === 'follow_up' ? await findObstacle(calls, send) : null;
    if (reason !== null) {
      await calls.record.giveUpSend({ ...send, reason });
      return { kind: 'refused', reason, code: reason };
    }
    const result = await calls.text.textOnRequest(send);
    if (result.kind === 'asked_long_ago') continue;
    if (result.kind !== 'quiet') return result;
    setCurrentDetails(`**Quiet hours** for the visitor: the text waits until ${clock(result.until)}.`);
    await sleep(Math.max(result.until - Date.now(), 1_000), { summary: 'wait for the end of quiet hours' });
  }
}

/** The reason why a first text is no longer wanted; null if it still is. */
async function findObstacle(calls: Calls, { orgId, conversationId }: LedgerRef): Promise<Reason | null> {
  const conversation = { orgId, conversationId };
  const chat = await calls.ask.fetchConversation.executeWithOptions(
    { summary: 'is the chat still open?', scheduleToCloseTimeout: '24h' },
    [conversation],
  );
  if (chat.status === 'closed') return 'closed';
  const answer = await calls.ask.findAnswer.executeWithOptions(
    {
      summary: 'did a person answer?',
      scheduleToCloseTimeout: '24h',
    },
    [{ ...conversation, since: 'this_wait' }],
  );
  const isAnswered = typeof answer === 'boolean' ? answer : answer.asked === null;
  return isAnswered ? 'answered' : null;
}
