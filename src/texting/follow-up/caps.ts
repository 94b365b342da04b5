import type { Caps } from '../../platform/config/config.js';
import type { Client } from '../../platform/db/pool.js';
import { awaitBudget } from '../../records/conversations/awaiting-budget.js';
import { hasRoom, lockBudget } from '../../records/ledger/budget.js';
import {
  countFirstTexts,
  findBooked,
  lockRecipient,
  type BookedText,
  type FirstTextsSoFar,
  type Recipient,
} from '../../records/ledger/first-texts.js';

export type CapJudgement =
  /** `goesLast`: an earlier first text to the phone or the contact has brought no answer, or is on its way. */
  | { readonly kind: 'free'; readonly goesLast: boolean }
  | { readonly kind: 'refused'; readonly reason: 'texted_too_often' | 'already_texted' }
  /** First texts of other chats to the same phone or contact are on their way: what becomes of them decides. Milliseconds. */
  | { readonly kind: 'behind'; readonly inMs: number }
  /** The org's first texts of this hour are spent. */
  | { readonly kind: 'budget_spent' };

/**
 * Whether a phone or contact may get one more first text, and the org send one. Holds locks on them until the transaction ends, in which
 * the text's slot is booked or the text is written down. `hasSlot`: this text has its slot already, so that later ones wait for it and not it for them.
 */
export async function checkCaps(
  client: Client,
  recipient: Recipient,
  caps: Caps,
  hasSlot: boolean,
): Promise<CapJudgement> {
  await lockRecipient(client, recipient);
  const sent = await countFirstTexts(client, recipient);
  const booked = hasSlot ? [] : await findBooked(client, recipient);
  const judgement = judgeCaps(sent, booked, caps.firstTextsPerNumber);
  if (judgement.kind !== 'free' || caps.firstTextsPerHour === null) return judgement;
  await lockBudget(client, recipient.orgId);
  if (await hasRoom(client, recipient, caps.firstTextsPerHour)) return judgement;
  await awaitBudget(client, recipient);
  return { kind: 'budget_spent' };
}

/** Pure. `most`: null if there is no limit. */
export function judgeCaps(
  { toPhone, toContact, isTextedMeanwhile, isUnanswered }: FirstTextsSoFar,
  booked: readonly BookedText[],
  most: number | null,
): CapJudgement {
  // The other chat's text answers this one too: it says that a person will reply.
  if (isTextedMeanwhile) return { kind: 'refused', reason: 'already_texted' };
  if (most !== null && Math.max(toPhone, toContact) >= most)
    return { kind: 'refused', reason: 'texted_too_often' };
  const ofPhone = booked.filter(({ isToPhone }) => isToPhone);
  const ofContact = booked.filter(({ isToContact }) => isToContact);
  const sameChatTwice = ofPhone.filter(({ isToContact }) => isToContact);
  const inTheWay = [
    ...sameChatTwice,
    ...(most !== null && toPhone + ofPhone.length >= most ? ofPhone : []),
    ...(most !== null && toContact + ofContact.length >= most ? ofContact : []),
  ];
  if (inTheWay.length === 0) return { kind: 'free', goesLast: isUnanswered || booked.length > 0 };
  return { kind: 'behind', inMs: askAgainIn(Math.min(...inTheWay.map(({ inMs }) => inMs))) };
}

/** Soon after the slot; if that has gone by, the text is delayed, and each further look comes later. */
const askAgainIn = (slotInMs: number): number =>
  slotInMs > 0 ? Math.ceil(slotInMs) + 2_000 : Math.min(Math.max(2_000, -slotInMs), 60_000);
