import {
  clearReasonOfFollowUp,
  recordOutcome,
  type OutcomeRecord,
} from '../src/records/conversations/outcome.js';
import { getConversation } from '../src/records/conversations/conversations.js';
import { endWait, moveWait, readStanding } from '../src/records/conversations/waits.js';
import { isLater } from '../src/contracts/talk.js';
import { inTransaction } from '../src/platform/db/pool.js';
import type {
  BookedAhead,
  ConversationRef,
  EventRef,
  FollowUpRef,
  LedgerRef,
  TalkSeen,
  Turn,
} from '../src/contracts/activity-results.js';
import type { TextFrom } from '../src/contracts/messages.js';
import { settleGivenUp } from '../src/texting/relay/settle-given-up.js';
import { bookAhead } from '../src/texting/follow-up/prepare-follow-up.js';
import { resumeThread } from '../src/texting/delivery/resume-thread.js';
import { drop, shelve } from '../src/records/ledger/moves.js';
import { askFor } from '../src/records/inbox/request-event.js';
import { isInMotion } from '../src/records/conversations/in-motion.js';
import type { Reason } from '../src/contracts/reasons.js';
import type { ActivityDeps } from './deps.js';

/** One transaction each. */
export function createRecordActivities({
  settings,
  pool,
  clientsFor,
  links,
  ledger: { metrics },
}: ActivityDeps) {
  return {
    /** What moves a wait on that was about to end; null if the outcome is recorded. */
    async recordOutcome(record: OutcomeRecord): Promise<TalkSeen | null> {
      const { ending } = record;
      const ended = await inTransaction(pool, async (client) =>
        ending === undefined
          ? { outcome: await recordOutcome(client, record) }
          : endWait(client, record, ending),
      );
      if ('goesOn' in ended) return ended.goesOn;
      if (ended.outcome !== null) metrics.count('textback_decisions_total', { outcome: ended.outcome });
      return null;
    },

    /**
     * Books the first text's send slot on its number, unless it is certain that there will be no text. Nothing is booked while Drift is
     * away: slots would go by, and their texts go out together afterwards. Told since when the workflow thinks that the visitor waits, it
     * says since when they do; if that is later, nothing is booked.
     */
    async turnOfFollowUp(
      ref: FollowUpRef & { readonly followUpDelayMs?: number },
    ): Promise<Turn | BookedAhead> {
      const { chat } = await clientsFor(ref.orgId);
      const mayBook = !chat.isAway;
      const { askedAt, followUpDelayMs } = ref;
      const config = await settings.conversation(ref);
      return inTransaction(pool, async (client) => {
        if (askedAt === undefined || followUpDelayMs === undefined)
          return bookAhead(client, ref, config, mayBook);
        const standing = await readStanding(
          client,
          await getConversation(client, ref.orgId, ref.conversationId),
        );
        const { asked } = standing;
        if (asked === null) return { ...standing, turn: 0 };
        if (!isLater(asked, askedAt))
          return { ...standing, turn: await bookAhead(client, ref, config, mayBook) };
        await moveWait(client, ref, asked.since, followUpDelayMs);
        return { ...standing, turn: 0 };
      });
    },

    /** Once everything that was missed has been dealt with; until then it fails, and Temporal tries again. */
    async askForFollowUp({
      orgId,
      conversationId,
      key,
      inAnyCase,
    }: ConversationRef & { readonly key: string; readonly inAnyCase: boolean }): Promise<void> {
      const { behaviour } = await settings.conversation({ orgId, conversationId });
      if (!inAnyCase && (await isInMotion(pool, { orgId, conversationId }, behaviour)))
        throw new Error('what was missed is still being dealt with');
      const event = { kind: 'follow_up_asked', conversationId } as const;
      await askFor(pool, [{ key: `${key}:follow-up`, orgId, event }]);
    },

    /** An open thread whose workflow was lost: what was under way in it is taken up again. Once per run, however often it is tried. */
    async resumeThread({ runId, ...ref }: ConversationRef & { readonly runId: string }): Promise<void> {
      await inTransaction(pool, (client) => resumeThread(client, ref, runId));
      metrics.count('textback_resumed_conversations_total', { state: 'bridging' });
    },

    /** An operator has to look at it (again). */
    async park({ ledgerId }: LedgerRef): Promise<void> {
      await shelve(pool, ledgerId);
    },

    /**
     * Temporal has given up the relay of this event. A visitor's text goes to the operator's list, also if it was not even written
     * down; of a rep's message what was not sent comes to its end, and the rep is told by the workflow.
     */
    async settleGivenUp(ref: EventRef & { readonly from?: TextFrom }): Promise<void> {
      await inTransaction(pool, (client) => settleGivenUp(client, ref, links));
    },

    /** It is not wanted any more, and will never be sent. */
    async giveUpSend({ ledgerId, reason }: LedgerRef & { readonly reason: Reason }): Promise<void> {
      await drop(pool, ledgerId, reason);
    },

    /** A send of which nothing was known is with the vendor: where it is the follow-up, there is a text after all. */
    async noteFound({ ledgerId }: LedgerRef): Promise<void> {
      await clearReasonOfFollowUp(pool, ledgerId);
    },
  };
}

export type RecordActivities = ReturnType<typeof createRecordActivities>;
