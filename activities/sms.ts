import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { databaseTime } from '../src/platform/db/clock.js';
import { inTransaction } from '../src/platform/db/pool.js';
import { VendorError } from '../src/platform/errors/vendor-error.js';
import type {
  AskedLongAgo,
  ConversationRef,
  EventRef,
  FollowUpRef,
  FollowUpResult,
  LedgerRef,
  PlaceInReorderBuffer,
  Quiet,
  RelayedShare,
  RelayResult,
  SendResult,
} from '../src/contracts/activity-results.js';
import { prepareFollowUp } from '../src/texting/follow-up/prepare-follow-up.js';
import { afterQuiet } from '../src/telephony/quiet-hours.js';
import { SOON_MS } from '../src/contracts/limits.js';
import { findEvent } from '../src/records/inbox/store.js';
import { deliver, reconcile } from '../src/texting/delivery/deliver.js';
import { textsFromVisitor } from '../src/texting/list-texts.js';
import { noteRefusedNumber } from '../src/texting/delivery/refused-number.js';
import { fetchTextMedia } from '../src/records/media/fetch-text-media.js';
import { isNextText, unlessAway, type IsNext } from '../src/texting/relay/is-next.js';
import { orderTexts } from '../src/texting/relay/order-texts.js';
import { prepareHelp } from '../src/texting/relay/prepare-help.js';
import { prepareRelayToPhone } from '../src/texting/relay/prepare-relay-to-phone.js';
import { giveUpIfLate, isAboutToGo, quietForRequest } from '../src/texting/relay/still-wanted.js';
import { takeInEarlierTexts } from '../src/transcripts/look.js';
import type { ActivityDeps } from './deps.js';
import { goOn } from './go-on.js';

/** Drift's answer from before the first try is too old after this time: PostgreSQL was away, a worker has died, or texts were paused. */
const LOOK_HOLDS_MS = 10_000;

/** One text each: written down first, then sent. */
export function createSmsActivities({
  config,
  settings,
  pool,
  ledger,
  links,
  clientsFor,
  channelsFor,
}: ActivityDeps) {
  /** If the vendor refuses the number for good, the conversation waits for another one. */
  const deliverText = async (orgId: number, ledgerId: string, since: number | null = null) => {
    const { texts } = await channelsFor(orgId);
    return noteRefusedNumber(pool, ledgerId, await deliver(ledger, ledgerId, texts, since));
  };

  return {
    /**
     * The first text. If it was definitely not sent, returns that as a result, since the workflow has to check whether the text is
     * still wanted before the next try.
     */
    async sendFollowUp(ref: FollowUpRef): Promise<FollowUpResult> {
      const inForce = await settings.conversation(ref);
      const prepare = () =>
        inTransaction(pool, async (client) =>
          prepareFollowUp(client, ref, inForce, await databaseTime(client), triedForMs() > LOOK_HOLDS_MS),
        );
      let prepared = await prepare();
      if (prepared.kind === 'queued' && prepared.inMs <= SOON_MS) {
        await sleep(prepared.inMs + 10); // timers may be a little early
        prepared = await prepare();
      }
      if (prepared.kind === 'queued')
        return { kind: 'not_sent', why: 'sender_rate', tryAgainInMs: prepared.inMs };
      if (prepared.kind === 'asked_long_ago')
        return { kind: 'not_sent', why: prepared.kind, tryAgainInMs: null };
      if (prepared.kind === 'held')
        return { kind: 'not_sent', why: prepared.why, tryAgainInMs: prepared.askAgainInMs };
      if (prepared.kind === 'asked_again')
        return { kind: 'not_sent', why: prepared.kind, tryAgainInMs: null };
      if (prepared.kind === 'refused')
        // With a code, the rep gets a note: nothing else in the chat shows why nobody was texted.
        return {
          ...prepared,
          code: prepared.code ?? (prepared.reason === 'number_in_use' ? prepared.reason : null),
        };
      if (prepared.kind === 'quiet') {
        const { currentAttemptScheduledTimestampMs } = activityInfo();
        return { kind: 'quiet', until: afterQuiet(prepared.until, currentAttemptScheduledTimestampMs) };
      }
      if (prepared.kind === 'skipped') return prepared;
      const from = prepared.tookOver === null ? {} : { tookOver: prepared.tookOver };
      try {
        return { ...(await deliverText(ref.orgId, prepared.ledgerId)), ...from };
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        return { kind: 'not_sent', why: error.code, tryAgainInMs: error.retryAfterMs ?? null, ...from };
      }
    },

    async relayToPhone(
      ref: EventRef & RelayedShare & { readonly part: number; readonly place?: PlaceInReorderBuffer },
    ): Promise<RelayResult> {
      const inForce = { ...(await settings.conversation(ref)), media: config.media, links };
      const prepared = await inTransaction(pool, async (client) =>
        prepareRelayToPhone(client, ref, inForce, await databaseTime(client)),
      );
      if (prepared.kind === 'quiet' || prepared.kind === 'overtaken') return prepared;
      if (prepared.kind !== 'ready') return { lostFiles: 0, ...prepared, parts: 0 };
      const { ledgerId, parts, lostFiles, left, since } = prepared;
      const cut = left === 0 ? {} : { cut: { texts: parts, left } };
      return { ...(await deliverText(ref.orgId, ledgerId, since)), parts, lostFiles, ...cut };
    },

    async answerHelp(ref: EventRef): Promise<SendResult> {
      const { behaviour } = await settings.conversation(ref);
      const prepared = await inTransaction(pool, (client) => prepareHelp(client, ref, behaviour));
      if (prepared.kind !== 'ready') return prepared;
      return deliverText(ref.orgId, prepared.ledgerId);
    },

    /** Fetches a picture or file that came with a text and keeps it. */
    async fetchTextMedia(ref: EventRef & { readonly index: number }): Promise<'stored' | 'refused'> {
      const { sms } = await clientsFor(ref.orgId);
      const result = await fetchTextMedia({ config, pool, sms }, ref);
      ledger.metrics.count('textback_media_total', { origin: 'text', result });
      return result;
    },

    /**
     * Whether Twilio shows that no text of the visitor before this one is missing. What is missing is taken in as if its webhook had
     * come.
     */
    async isNextText({ orgId, conversationId, inboxId }: EventRef): Promise<IsNext> {
      const stored = await findEvent(pool, inboxId);
      if (stored?.event.kind !== 'text_received') return 'untold';
      const { event } = stored;
      const { sms } = await clientsFor(orgId);
      return unlessAway(async () => {
        const listed = await textsFromVisitor(sms, event.visitorNumber, event.ourNumber);
        const isNext = await isNextText(pool, event, listed);
        const ref = { orgId, conversationId };
        const taken = await takeInEarlierTexts({ pool, metrics: ledger.metrics }, sms, ref, [event], listed);
        return taken > 0 ? 'missing' : isNext;
      });
    },

    /** These texts' inbox rows in the order in which the visitor wrote them. An earlier one that is missing is taken in. */
    async orderTexts({
      inboxIds,
      ...ref
    }: ConversationRef & { readonly inboxIds: readonly number[] }): Promise<number[]> {
      const { sms } = await clientsFor(ref.orgId);
      const { ordered, texts, listed } = await orderTexts(pool, sms, inboxIds);
      await takeInEarlierTexts({ pool, metrics: ledger.metrics }, sms, ref, texts, listed);
      return ordered;
    },

    /** Only after reconcileText said `absent`. */
    async textAgain({ orgId, ledgerId }: LedgerRef): Promise<SendResult> {
      const { behaviour } = await settings.org(orgId);
      const since = activityInfo().scheduledTimestampMs;
      await inTransaction(pool, async (client) =>
        giveUpIfLate(client, ledgerId, { behaviour, since, now: await databaseTime(client) }),
      );
      return deliverText(orgId, ledgerId);
    },

    /** A text that an operator wants sent, once nothing was found of it: by day. */
    async textOnRequest({ orgId, ledgerId }: LedgerRef): Promise<SendResult | Quiet | AskedLongAgo> {
      const { behaviour } = await settings.org(orgId);
      if (triedForMs() > LOOK_HOLDS_MS && (await isAboutToGo(pool, ledgerId)))
        return { kind: 'asked_long_ago' };
      const until = await inTransaction(pool, async (client) =>
        quietForRequest(client, ledgerId, behaviour, await databaseTime(client)),
      );
      if (until !== null) return { kind: 'quiet', until };
      return deliverText(orgId, ledgerId);
    },

    async reconcileText({ orgId, ledgerId }: LedgerRef): Promise<SendResult> {
      const { texts } = await channelsFor(orgId);
      return reconcile(ledger, ledgerId, texts, goOn, triedForMs());
    },
  };
}

export type SmsActivities = ReturnType<typeof createSmsActivities>;

/** Milliseconds since this activity's first attempt, by Temporal's clock alone; 0 at that attempt. */
function triedForMs(): number {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  return currentAttemptScheduledTimestampMs - scheduledTimestampMs;
}
