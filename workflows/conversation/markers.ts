import type { Note } from '../../src/contracts/activity-results.js';
import type { Calls } from '../shared/calls.js';
import { isOfDeletedChat } from './deleted-chat.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';
import { settle } from '../shared/settle.js';

/** As conversations do that began when marks and notes shared one lane: the note waits for the marks. */
export async function markAsTexted(context: ConversationContext): Promise<void> {
  await setMarks(context, context.calls.mark);
  await postNote(context, 'texted', { about: 'texted' });
}

/** Marks the conversation in Drift as texted: a tag or its substitute, and our number on the contact. */
export async function setMarks(
  { conversation, calls }: ConversationContext,
  mark: Calls['mark'] = calls.beside,
): Promise<void> {
  // The attribute stands in for a tag that cannot be set, so it waits for the tag, but not for long.
  const tagFor = mark === calls.beside ? ({ scheduleToCloseTimeout: '10m' } as const) : {};
  const tagged = await giveUp('the tag', () =>
    mark.tagConversation.executeWithOptions({ summary: 'tag the conversation', ...tagFor }, [conversation]),
  );
  await giveUp('the contact attribute', () =>
    mark.markContact.executeWithOptions({ summary: 'put our number on the contact' }, [
      { ...conversation, tagged: tagged ?? false },
    ]),
  );
  if (!tagged) {
    await giveUp('the timeline event', () =>
      mark.addTimelineEvent.executeWithOptions({ summary: "put the text on the contact's timeline" }, [
        conversation,
      ]),
    );
  }
}

/** Posts a private note for the rep, once per cause. */
export async function postNote(context: ConversationContext, cause: string, note: Note): Promise<void> {
  const { conversation, calls, chat } = context;
  if (chat.isGone) return;
  await giveUp('a note', async () => {
    const first = await calls.mark.postNote.executeWithOptions(
      { summary: `note for the rep: ${note.about}` },
      [{ ...conversation, cause, note }],
    );
    const result = await settle(conversation, first, {
      reconcile: calls.mark.reconcilePost,
      sendAgain: calls.mark.postAgain,
    });
    await isOfDeletedChat(context, result);
  });
}
