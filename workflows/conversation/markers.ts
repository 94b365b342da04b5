import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import type { Note } from '../../src/contracts/activity-results.js';
import type { ConversationContext } from './context.js';
import { settle } from '../shared/settle.js';

/** Marks the conversation in Drift as texted: a tag or its substitute, our number on the contact, and a note for the rep. */
export async function markAsTexted(context: ConversationContext): Promise<void> {
  const { conversation, calls } = context;
  const tagged = await giveUp('the tag', () =>
    calls.mark.tagConversation.executeWithOptions({ summary: 'tag the conversation' }, [conversation]),
  );
  await giveUp('the contact attribute', () =>
    calls.mark.markContact.executeWithOptions({ summary: 'put our number on the contact' }, [
      { ...conversation, tagged: tagged ?? false },
    ]),
  );
  if (!tagged) {
    await giveUp('the timeline event', () =>
      calls.mark.addTimelineEvent.executeWithOptions({ summary: "put the text on the contact's timeline" }, [
        conversation,
      ]),
    );
  }
  await postNote(context, 'texted', { about: 'texted' });
}

/** Posts a private note for the rep, once per cause. */
export async function postNote(context: ConversationContext, cause: string, note: Note): Promise<void> {
  const { conversation, calls } = context;
  await giveUp('a note', async () => {
    const first = await calls.mark.postNote.executeWithOptions(
      { summary: `note for the rep: ${note.about}` },
      [{ ...conversation, cause, note }],
    );
    await settle(conversation, first, {
      reconcile: calls.mark.reconcilePost,
      sendAgain: calls.mark.postAgain,
    });
  });
}

/**
 * Continues after a call has failed for good, since one message must not block the next, and returns null. The failed activity stays
 * visible in the history, the ledger entry keeps its state, and the log names the failure.
 */
export async function giveUp<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.error(`gave up on ${what}`, { activityType: error.activityType, cause: error.cause?.message });
    return null;
  }
}
