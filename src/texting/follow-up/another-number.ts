import type { FollowUpRef } from '../../contracts/activity-results.js';
import type { Reason } from '../../contracts/reasons.js';
import type { OrgSettings } from '../../orgs/settings/org-settings.js';
import type { Client } from '../../platform/db/pool.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { isAboutNumber } from '../../contracts/number-refusals.js';
import { foundNumber, loseNumber } from '../../records/conversations/numbers.js';
import {
  firstTextsOf,
  isUnsettled,
  wasNeverTried,
  type FirstText,
} from '../../records/ledger/texted-numbers.js';
import { openSession } from '../../records/sessions/open-session.js';
import { senderNumbers } from '../../records/sessions/sender-numbers.js';
import { findSession, findSessionOf } from '../../records/sessions/sessions.js';
import { isSamePhone, phoneKey } from '../../telephony/phone-key.js';
import { policyOf } from '../../vendors/sms-codes.js';

/**
 * Why a conversation that goes on needs no first text: its thread is open with this number, it has no number, or the number had its
 * first text earlier and has its thread back.
 */
export type SkippedFirstText = 'thread_open' | 'no_number' | 'texted_before';

/** Whether a number is the conversation's, in any spelling. */
export const isPhone = (number: string, phone: string | null): boolean =>
  phone !== null && isSamePhone(number, phone);

/**
 * The first text of the conversation's number, or null. Without a number it is the last one: the vendor may have refused that number
 * before the result of the send was recorded.
 */
export function textFor(texts: readonly FirstText[], phone: string | null): FirstText | null {
  if (phone === null) return texts.at(-1) ?? null;
  return texts.findLast((text) => isPhone(text.visitorNumber, phone) && !wasNeverTried(text)) ?? null;
}

/** How many numbers of the conversation a first text was tried to. */
export const triedNumbers = (texts: readonly FirstText[]): number =>
  new Set(texts.filter(({ attempts }) => attempts > 0).map(({ visitorNumber }) => phoneKey(visitorNumber)))
    .size;

/** If this number is never texted, by the vendor's rules or ours, the conversation waits for another one. */
export async function loseRefused(client: Client, conversation: Conversation, reason: Reason): Promise<void> {
  const { phone: number } = conversation;
  if (number === null || !isAboutNumber(reason)) return;
  await loseNumber(client, conversation, { number, why: 'refused', reason });
}

/** What a conversation that goes on does about its number without a new first text; null if the usual checks decide. */
export async function settleAnother(
  client: Client,
  { latePhoneWindowMs, mayBeSame = false }: NonNullable<FollowUpRef['another']>,
  conversation: Conversation,
  { sms }: Pick<OrgSettings, 'sms'>,
): Promise<
  | { readonly kind: 'skipped'; readonly why: SkippedFirstText }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | null
> {
  const { orgId, conversationId, phone, phoneAt, numberLostAt, participants } = conversation;
  if (phone === null) return { kind: 'skipped', why: 'no_number' };
  const before = textFor(await firstTextsOf(client, conversation), phone);
  if ((await findSessionOf(client, orgId, conversationId)) !== null) {
    const isUnderWay = before !== null && (!mayBeSame || isUnsettled(before));
    return isUnderWay ? null : { kind: 'skipped', why: 'thread_open' };
  }
  const until = numberLostAt === null ? Infinity : numberLostAt.getTime() + latePhoneWindowMs;
  if (phoneAt !== null && phoneAt.getTime() > until) return { kind: 'refused', reason: 'too_late' };
  if (before === null || before.state === 'intended' || before.state === 'refused') return null;
  const { reason } = policyOf(before.errorCode);
  const hasFailed = before.state === 'undelivered' || before.state === 'failed';
  if (hasFailed && isAboutNumber(reason)) return { kind: 'refused', reason };
  if (before.sessionId === null) throw new Error('a first text without a thread');
  const { ourNumber } = await findSession(client, before.sessionId);
  await openSession(client, {
    orgId,
    conversationId,
    visitorNumber: phone,
    numbers: senderNumbers(sms, participants),
    preferred: ourNumber,
  });
  await foundNumber(client, conversation);
  return { kind: 'skipped', why: 'texted_before' };
}
