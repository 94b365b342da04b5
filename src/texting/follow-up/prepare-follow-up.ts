import type { Reason } from '../../contracts/reasons.js';
import { lockConversation } from '../../records/conversations/conversations.js';
import { foundNumber } from '../../records/conversations/numbers.js';
import { findSlot } from '../../records/conversations/booked-slot.js';
import { recordOutcome, recordQuiet } from '../../records/conversations/outcome.js';
import { hideTexts } from '../../records/conversations/visitor-texts.js';
import { databaseTime } from '../../platform/db/clock.js';
import type { Client } from '../../platform/db/pool.js';
import { isPaused } from '../../records/ledger/claim.js';
import {
  causeOfFirstText,
  firstTextsOf,
  NUMBERS_PER_CONVERSATION,
} from '../../records/ledger/texted-numbers.js';
import { intend, type Send } from '../../records/ledger/ledger.js';
import { drop } from '../../records/ledger/moves.js';
import { openSession } from '../../records/sessions/open-session.js';
import { findTakenOver } from '../../records/sessions/sessions.js';
import type { FollowUpRef, Held, Turn } from '../../contracts/activity-results.js';
import { checkCaps } from './caps.js';
import type { OrgSettings } from '../../orgs/settings/org-settings.js';
import { decide } from './decide.js';
import {
  isPhone,
  loseRefused,
  settleAnother,
  textFor,
  triedNumbers,
  type SkippedFirstText,
} from './another-number.js';
import { bookFirstText, bookLater, mustGiveWay } from './send-slot.js';

export type Prepared =
  | {
      readonly kind: 'ready';
      readonly ledgerId: string;
      /** The conversation whose number the thread has taken. */
      readonly tookOver: number | null;
    }
  /** The number is still busy with earlier bookings; nothing else was decided. Milliseconds. */
  | { readonly kind: 'queued'; readonly inMs: number }
  /** Drift was asked too long ago; nothing was decided. */
  | { readonly kind: 'asked_long_ago' }
  /** An operator has paused texts, or the hour's first texts are spent; nothing else was decided. */
  | Held
  | { readonly kind: 'quiet'; readonly until: number }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code?: string }
  | { readonly kind: 'skipped'; readonly why: SkippedFirstText }
  /** It is due later: see `Decision`. */
  | { readonly kind: 'asked_again' };

/** What waits looks again after this time, if nothing wakes it: an operator who resumes texts, or the watch over the budget. */
const LOOK_AGAIN_MS = 10 * 60_000;
const held = (why: Held['why']): Held => ({ kind: 'held', why, askAgainInMs: LOOK_AGAIN_MS });

/**
 * Decides in one transaction whether the first text to the conversation's number may go out now (consent, quiet hours, session) and
 * records the intention in the ledger. A repeated call returns the existing send: one number has one first text. `isLookOld`: Drift's
 * last answer about the chat is too old to send anything.
 */
export async function prepareFollowUp(
  client: Client,
  ref: FollowUpRef,
  config: OrgSettings,
  now: number,
  isLookOld = false,
): Promise<Prepared> {
  const { orgId, conversationId } = ref;
  const conversation = await lockConversation(client, orgId, conversationId);
  if (ref.another !== undefined) {
    const settled = await settleAnother(client, ref.another, conversation, config);
    if (settled !== null) return settled;
  }
  const texts = await firstTextsOf(client, ref);
  const written = textFor(texts, conversation.phone);
  // Once an attempt has begun, only its outcome counts; until then every try checks everything again.
  if (written !== null && written.state !== 'intended') return ready(client, written);
  if (isLookOld) return { kind: 'asked_long_ago' };
  for (const { id, state, visitorNumber } of texts)
    if (state === 'intended' && !isPhone(visitorNumber, conversation.phone))
      await drop(client, id, 'number_gone');
  if (written === null && triedNumbers(texts) >= NUMBERS_PER_CONVERSATION)
    return { kind: 'refused', reason: 'texted_too_often' };
  // Decided when its send slot has come, and not before: what stands in the way may change until then.
  const booked = written === null ? await findSlot(client, ref) : null;
  if (booked !== null && booked.inMs > 0) return { kind: 'queued', inMs: booked.inMs };
  const decision = await decide(client, ref, conversation, config, now);
  if (decision.kind === 'quiet') await recordQuiet(client, orgId, conversationId, new Date(decision.until));
  if (decision.kind === 'refused') await loseRefused(client, conversation, decision.reason);
  if (decision.kind !== 'wanted') return decision;
  if (written !== null) return ready(client, written);
  if (await isPaused(client, orgId)) return held('paused');
  const caps = await checkCaps(client, decision.text, config.caps, booked !== null);
  if (caps.kind === 'refused') return caps;
  if (caps.kind === 'behind') return { kind: 'queued', inMs: caps.inMs };
  if (caps.kind === 'budget_spent') return held(caps.kind);
  const { visitorNumber, numbers, body } = decision.text;
  const slot = booked ?? (await bookFirstText(client, decision.text, caps.goesLast));
  if (typeof slot === 'string') return { kind: 'refused', reason: slot };
  if (slot.inMs > 0) return { kind: 'queued', inMs: slot.inMs };
  const session = await openSession(client, {
    orgId,
    conversationId,
    visitorNumber,
    numbers,
    preferred: slot.number,
  });
  // Another contact's chat was quicker, since the slot was booked.
  if (session === null) return { kind: 'refused', reason: 'number_in_use' };
  // What the phone writes may still be meant for the other contact's chat.
  if (session.isShared) await hideTexts(client, ref);
  const send = await intend(client, {
    orgId,
    conversationId,
    medium: 'sms',
    purpose: 'follow_up',
    cause: causeOfFirstText(texts.length),
    sessionId: session.id,
    body,
  });
  // From here on, texts from this phone belong to the conversation, even if the answer to our send is lost.
  if (ref.another === undefined)
    await recordOutcome(client, { orgId, conversationId, state: 'bridging', reason: null });
  await foundNumber(client, ref);
  return ready(client, send);
}

/**
 * Books the send slot of a first text, once, before a vendor is asked about it: while the text has to wait it costs no calls, and one that
 * is not wanted costs none at all. 0 also if nothing is booked ahead: in quiet hours, without `mayBook`, and where it
 * takes Drift to know who is in the chat, and so whose number it is.
 */
export async function bookAhead(
  client: Client,
  ref: FollowUpRef,
  config: OrgSettings,
  mayBook: boolean,
): Promise<Turn> {
  const { orgId, conversationId } = ref;
  const conversation = await lockConversation(client, orgId, conversationId);
  if (textFor(await firstTextsOf(client, ref), conversation.phone) !== null) return 0;
  const booked = await findSlot(client, ref);
  if (booked !== null && !(mayBook && (await mustGiveWay(client, booked)))) return booked.inMs;
  const decision = await decide(client, ref, conversation, config, await databaseTime(client));
  if (decision.kind === 'refused') {
    await loseRefused(client, conversation, decision.reason);
    return { ...decision, code: decision.code ?? null };
  }
  if (decision.kind !== 'wanted') return 0;
  if (await isPaused(client, orgId)) return held('paused');
  if (booked !== null) {
    const later = await bookLater(client, decision.text, booked);
    return later === 'too_late' ? null : later.inMs;
  }
  const caps = await checkCaps(client, decision.text, config.caps, false);
  if (caps.kind === 'refused') return { ...caps, code: null };
  if (caps.kind === 'behind') return caps.inMs;
  if (caps.kind === 'budget_spent') return held(caps.kind);
  if (!mayBook || Object.keys(config.sms.repNumbers).length > 0) return 0;
  const slot = await bookFirstText(client, decision.text, caps.goesLast);
  if (slot === 'number_in_use') return 0;
  return slot === 'too_late' ? null : slot.inMs;
}

async function ready(client: Client, { id, sessionId }: Send): Promise<Prepared> {
  const old = sessionId === null ? null : await findTakenOver(client, sessionId);
  return { kind: 'ready', ledgerId: id, tookOver: old?.conversationId ?? null };
}
