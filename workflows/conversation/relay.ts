import { ActivityFailure, isCancellation, log, patched } from '@temporalio/workflow';
import type { PlaceInReorderBuffer } from '../../src/contracts/activity-results.js';
import type { ReorderBuffer } from './reorder-buffer.js';
import { isOfDeletedChat } from './deleted-chat.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';
import type { ConversationEvent, TextFrom } from '../../src/contracts/messages.js';
import type { Pictures } from './pictures.js';
import type { SideWork } from './side-work.js';
import { settle } from '../shared/settle.js';

/** Earlier builds left what was given up as it was, on no list. Only a history of theirs that holds such a failure takes that branch. */
export async function settleGivenUp(
  { conversation, calls }: ConversationContext,
  { inboxId }: ConversationEvent,
  { from }: PostingOf = {},
): Promise<void> {
  if (patched('settle-given-up'))
    await calls.record.settleGivenUp.executeWithOptions({ summary: 'settle what was given up' }, [
      { ...conversation, inboxId, ...(from === undefined ? {} : { from }) },
    ]);
}

/** How a visitor's text is posted. */
export interface PostingOf {
  readonly place?: PlaceInReorderBuffer;
  readonly from?: TextFrom;
}

/** The pictures of a text, and where what is left to do about them is done, while other texts go on. */
export interface Following {
  readonly pictures: Pictures;
  readonly later: SideWork;
}

/**
 * Posts a visitor's text into the Drift conversation, with links to the pictures that came with it. Pictures that are not there soon
 * follow in a post of their own. Without `following`, as conversations do that began before: the words wait for the pictures.
 */
export async function relayToChat(
  context: ConversationContext,
  event: ConversationEvent,
  how: PostingOf = {},
  following: Following | null = null,
): Promise<'done' | 'overtaken' | 'chat_gone'> {
  const { conversation, calls } = context;
  let missing: readonly number[] = [];
  if (following !== null) missing = await following.pictures.whenWordsGo();
  else
    await fetchFiles(event, (index) =>
      calls.text.fetchTextMedia.executeWithOptions({ summary: 'fetch a picture', ...soon }, [
        { ...conversation, inboxId: event.inboxId, index },
      ]),
    );
  const ref = { ...conversation, inboxId: event.inboxId, ...how };
  const outcome = await giveUp('a relay to Drift', async () => {
    const first = await calls.post.relayToDrift.executeWithOptions(
      { summary: "post the visitor's text to Drift" },
      [{ ...ref, ...(missing.length === 0 ? {} : { following: missing }) }],
    );
    if (first.kind === 'overtaken') return 'overtaken';
    const result = await settle(conversation, first, {
      reconcile: calls.post.reconcilePost,
      sendAgain: calls.post.postAgain,
    });
    // If Drift refuses the message, a note would not get through either: the ledger and the log show it.
    if (result.kind === 'refused' || result.kind === 'parked') {
      log.error('a text from the visitor was not posted to Drift', {
        eventKey: event.key,
        result: result.kind,
      });
    }
    return (await isOfDeletedChat(context, result, event.inboxId)) ? 'chat_gone' : 'done';
  });
  if (outcome === null) await settleGivenUp(context, event, how);
  if (outcome !== 'overtaken' && outcome !== 'chat_gone' && following !== null && missing.length > 0)
    following.later.add(() => postPictures(context, event, how, { pictures: following.pictures, missing }));
  return outcome ?? 'done';
}

/** Posts the pictures that the words of their text went ahead of, or says that they cannot be had. */
async function postPictures(
  context: ConversationContext,
  event: ConversationEvent,
  how: PostingOf,
  { pictures, missing }: { readonly pictures: Pictures; readonly missing: readonly number[] },
): Promise<void> {
  const { conversation, calls } = context;
  await pictures.whenAllAreThere();
  const { from } = how;
  const ref = { ...conversation, inboxId: event.inboxId, ...(from === undefined ? {} : { from }) };
  const outcome = await giveUp('pictures that follow', async () => {
    const first = await calls.post.relayPictures.executeWithOptions(
      { summary: 'post the pictures that follow' },
      [{ ...ref, following: missing }],
    );
    return settle(conversation, first, {
      reconcile: calls.post.reconcilePost,
      sendAgain: calls.post.postAgain,
    });
  });
  if (outcome === null) await settleGivenUp(context, event, how);
}

/**
 * Whether the vendor confirms that no earlier message is missing, so that this one need not be held. Takes no longer than the message
 * would be held.
 */
export async function isNext(
  { conversation, calls }: ConversationContext,
  { kind, inboxId }: ConversationEvent,
  until: number,
): Promise<boolean> {
  const options = {
    summary: 'is an earlier message still missing?',
    scheduleToCloseTimeout: until - Date.now(),
  };
  const ref = { ...conversation, inboxId };
  const ask =
    kind === 'rep_spoke' || kind === 'bot_spoke'
      ? calls.askChatOnce.isNextMessage
      : calls.askSmsOnce.isNextText;
  try {
    return (await ask.executeWithOptions(options, [ref])) === 'next';
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return false; // no answer in time: by now the message has been held for the whole window
  }
}

/** Words are more urgent than pictures: after this time the message goes out without them. */
export const soon = { startToCloseTimeout: '30s', scheduleToCloseTimeout: '2m' } as const;

/** Fetches a message's pictures and files in parallel. The relayed message says which are missing. */
export async function fetchFiles(
  { media = 0 }: ConversationEvent,
  fetch: (index: number) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: media }, (_, index) => giveUp('a picture or file', () => fetch(index))),
  );
}

/** Answers HELP with the business's name, unless the visitor got that answer recently. */
export async function answerHelp(context: ConversationContext, event: ConversationEvent): Promise<void> {
  const { conversation, events, calls } = context;
  const ways = {
    reconcile: calls.text.reconcileText,
    isSettled: (ledgerId: string) => events.isSettled(ledgerId),
  };
  await giveUp('the answer to HELP', async () => {
    const first = await calls.text.answerHelp.executeWithOptions({ summary: 'answer HELP' }, [
      { ...conversation, inboxId: event.inboxId },
    ]);
    const result = await settle(conversation, first, ways);
    // Earlier builds did not send an answer again that Twilio does not know. No golden history takes either branch: the patch can go
    // when no open conversation is older than the build that brought it.
    if (result.kind !== 'absent' || !patched('help-sent-again')) return;
    const again = { ...ways, sendAgain: calls.text.textAgain };
    await settle(conversation, result, again);
  });
}

/** People wait for the texts: the order of arrival now is better than the order of writing in minutes. */
const ORDER_KNOWN_WITHIN = '15s';

/** Sorts texts that arrived together into the order of writing; if Twilio cannot provide it soon, into the order of arrival. */
export async function orderTexts(context: ConversationContext, buffer: ReorderBuffer): Promise<void> {
  const { conversation, calls } = context;
  const inboxIds = buffer.inboxIds;
  try {
    buffer.sortAs(
      await calls.text.orderTexts.executeWithOptions(
        { summary: 'in which order were these texts written?', scheduleToCloseTimeout: ORDER_KNOWN_WITHIN },
        [{ ...conversation, inboxIds }],
      ),
    );
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('texts are relayed in order of arrival', { texts: inboxIds.length });
    buffer.sortByArrival();
  }
}
