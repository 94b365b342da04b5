import { condition } from '@temporalio/workflow';
import type { Note, PlaceInReorderBuffer } from '../../src/contracts/activity-results.js';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import { settle } from '../shared/settle.js';
import type { ConversationContext } from './context.js';
import { giveUp } from './give-up.js';
import { fetchFiles, settleGivenUp, soon, type Following } from './relay.js';
import type { SerialQueue } from './serial-queue.js';

/** The thread's part in a relay to the phone. */
export interface Surroundings {
  /** Number of texts received from the visitor. Once it grows, quiet hours no longer delay an answer. */
  readonly textsHeard: () => number;
  /** The visitor's new number is about to get its first text: what goes to the phone waits for that. */
  readonly isNumberChanging: () => boolean;
  readonly tell: (cause: string, note: Note) => void;
  readonly place: PlaceInReorderBuffer;
}

/** The files of a message, and the queue in which they take their turn once they are there. */
export type FollowingToPhone = Following & { readonly queue: SerialQueue };

type Relayed = 'done' | 'failed' | 'overtaken';

/**
 * Texts a chat message to the visitor, part by part. Files that are not there soon follow in a text of their own. Without `following`, as
 * earlier builds did: the words wait for the files.
 *
 * @returns `failed` if the message will not arrive, or only in part; `overtaken` if nothing was sent because an earlier message is
 * about to arrive.
 */
export async function relayToPhone(
  context: ConversationContext,
  event: ConversationEvent,
  surroundings: Surroundings,
  following: FollowingToPhone | null = null,
): Promise<Relayed> {
  const { conversation, calls } = context;
  let missing: readonly number[] = [];
  if (following !== null) missing = await following.pictures.whenWordsGo();
  else
    await fetchFiles(event, (index) =>
      calls.post.fetchAttachment.executeWithOptions({ summary: 'fetch the attachments', ...soon }, [
        { ...conversation, inboxId: event.inboxId, index },
      ]),
    );
  const outcome = await giveUp('a relay to the phone', () =>
    textParts(context, event, surroundings, { missing, isFiles: false }),
  );
  if (outcome === null) await settleGivenUp(context, event);
  if (outcome === 'done' && following !== null && missing.length > 0)
    following.later.add(async () => {
      await following.pictures.whenAllAreThere();
      following.queue.add(() => textFiles(context, event, surroundings, missing));
    });
  return outcome ?? 'failed';
}

/** Texts the files that the words of their message went ahead of, or tells the rep that they cannot be had. */
async function textFiles(
  context: ConversationContext,
  event: ConversationEvent,
  surroundings: Surroundings,
  missing: readonly number[],
): Promise<void> {
  const outcome = await giveUp('files that follow', () =>
    textParts(context, event, surroundings, { missing, isFiles: true }),
  );
  if (outcome === null) await settleGivenUp(context, event);
  if (outcome !== 'done')
    surroundings.tell(`files_not_sent:${event.key}`, {
      about: 'not_delivered',
      inboxId: event.inboxId,
      what: 'files',
    });
}

/** `missing`: indexes of files that were not there when the words went. `isFiles`: they are what is texted now. */
interface Share {
  readonly missing: readonly number[];
  readonly isFiles: boolean;
}

async function textParts(
  { conversation, events, calls, chat }: ConversationContext,
  event: ConversationEvent,
  { textsHeard, isNumberChanging, tell, place }: Surroundings,
  { missing, isFiles }: Share,
): Promise<Relayed> {
  const summary = isFiles ? 'text the files that follow' : 'text the chat message';
  const share = {
    ...(isFiles ? { isFiles } : { place }),
    ...(missing.length === 0 ? {} : { following: missing }),
  };
  for (let part = 0, parts = 1; part < parts;) {
    const heard = textsHeard();
    if (isNumberChanging()) await condition(() => !isNumberChanging());
    const first = await calls.text.relayToPhone.executeWithOptions({ summary }, [
      { ...conversation, inboxId: event.inboxId, part, ...share },
    ]);
    if (first.kind === 'overtaken') return 'overtaken';
    if (first.kind === 'quiet') {
      tell(`quiet:${first.until}`, { about: 'quiet', until: first.until });
      await condition(
        () => textsHeard() > heard || isNumberChanging() || chat.isGone,
        Math.max(first.until - Date.now(), 1_000),
        {
          summary: 'quiet hours: wait until they end or the visitor texts',
        },
      );
      continue;
    }
    parts = first.parts;
    if (part === 0 && (first.lostFiles ?? 0) > 0)
      tell(`files_lost:${event.key}`, { about: 'files_lost', inboxId: event.inboxId });
    if (first.cut !== undefined && part === 0)
      tell(`cut_short:${event.key}`, { about: 'cut_short', ...first.cut });
    if (first.isUnshown === true) tell(`not_shown:${event.key}`, { about: 'not_shown' });
    if (first.botsUnanswered !== undefined) {
      const { most, cause } = first.botsUnanswered;
      tell(cause, { about: 'bots_unanswered', most });
    }
    const result = await settle(conversation, first, {
      reconcile: calls.text.reconcileText,
      sendAgain: calls.text.textAgain,
      isSettled: (ledgerId) => events.isSettled(ledgerId),
    });
    if (result.kind === 'refused' || result.kind === 'parked') return 'failed';
    part += 1;
  }
  return 'done';
}
