import type { CaseFile, Violation } from './case-file.js';
import { setOutAt } from './held-up.js';
import { knownSince } from './looks.js';
import type { PlayedConversation } from './played.js';

/** An answer, or a closed chat, that was there this long before the request reached Twilio had to stop it. */
export const KNOWN_AFTER_MS = 1_000;

/** Promises 4, 5 and 8 for the first text: one at the most, to the right phone, wanted, or a reason. */
export function followUps(file: CaseFile): Violation[] {
  const stray = (file.followUps.get(null) ?? []).map(({ to }): Violation => ({
    kind: 'misrouted',
    conversationId: null,
    what: `a follow-up went to ${to}, which is no visitor's`,
  }));
  return [...stray, ...[...file.conversations.values()].flatMap((one) => ofConversation(file, one))];
}

function ofConversation(file: CaseFile, conversation: PlayedConversation): Violation[] {
  const { conversationId, phones } = conversation;
  const texts = file.followUps.get(conversationId) ?? [];
  const found: Violation[] = [];
  const report = (kind: Violation['kind'], what: string) => found.push({ kind, conversationId, what });
  if (texts.length > 1) report('duplicated', `${texts.length} follow-ups went out`);
  for (const { to, arrivedAt } of texts) {
    if (!phones.includes(to))
      report('misrouted', `the follow-up went to ${to}, not to ${phones.join(' or ')}`);
    const { toTwilio, toRecords } = file.heldUp;
    const setOut = setOutAt(arrivedAt, [...toTwilio, ...toRecords]);
    const looks = file.looks.get(conversationId);
    const limitFor = (asked: readonly number[] | undefined) =>
      knownSince(asked, setOut, setOut - KNOWN_AFTER_MS);
    const answeredBefore = limitFor(looks?.messages);
    const answer = file.answersOf.get(conversationId)?.findLast(({ at }) => at < answeredBefore);
    if (answer !== undefined && !hasAskedAgain(file, conversationId, answer.at, setOut))
      report(
        'answered',
        `a person answered ${round(arrivedAt - answer.at)} ms before the follow-up reached Twilio`,
      );
    const statuses = file.statusesOf.get(conversationId)?.filter(({ at }) => at < arrivedAt);
    const last = statuses?.at(-1);
    if (
      last?.status === 'closed' &&
      last.at < limitFor(looks?.status) &&
      !isReopened(file, conversationId, last.at)
    )
      report(
        'after_close',
        `the chat was closed ${round(arrivedAt - last.at)} ms before the follow-up reached Twilio`,
      );
  }
  if (texts.length === 0) {
    const outcome = file.outcomes?.get(conversationId);
    const isCrowdedOut =
      (outcome?.reason === 'duplicate_session' && isCrowded(file, conversation)) ||
      (outcome?.reason === 'number_in_use' && isOutOfNumbers(file, conversation)) ||
      (outcome?.reason === 'texted_too_often' && hasHadEnough(file, conversation));
    if (isOwed(file, conversation) && !isCrowdedOut)
      report('lost', `nobody answered and no follow-up went out; the reason is ${outcome?.reason ?? 'none'}`);
    if (file.outcomes !== undefined && isKnown(file, conversationId) && (outcome?.reason ?? null) === null)
      report(
        'no_reason',
        outcome === null ? 'no text, and not known to Textback' : 'no text, and no reason for it',
      );
  }
  return found;
}

/** What the visitor writes after an answer waits for an answer of its own; what was written just before the text cannot be why it went. */
const hasAskedAgain = (
  { chat }: CaseFile,
  conversationId: number,
  answeredAt: number,
  setOut: number,
): boolean =>
  chat.some(
    (one) =>
      one.conversationId === conversationId &&
      one.by === 'visitor' &&
      one.at >= answeredAt &&
      one.at < setOut - KNOWN_AFTER_MS,
  );

/** Drift opens a closed chat again when its visitor writes. */
function isReopened({ chat }: CaseFile, conversationId: number, closedAt: number): boolean {
  return chat.some(
    (one) => one.conversationId === conversationId && one.by === 'visitor' && one.at > closedAt,
  );
}

/** Somebody who has ever said STOP may have said it before the text was due. */
function isOwed(
  file: CaseFile,
  { conversationId, contactId, prospects, phones }: PlayedConversation,
): boolean {
  if (prospects !== 'follow-up' || phones.some((phone) => file.optOuts.has(phone))) return false;
  const { chat, evidence } = file;
  const isPhoneUnheard =
    evidence.unheardContacts.has(contactId) ||
    chat.some(
      (one) =>
        one.conversationId === conversationId &&
        one.givesPhone === true &&
        evidence.acknowledgedAt(one.messageId) === null,
    );
  return isKnown(file, conversationId) && !isPhoneUnheard;
}

/** Whether the phone got as many first texts as one gets in a day. */
const hasHadEnough = ({ followUps, caps }: CaseFile, { phones }: PlayedConversation): boolean =>
  phones.some(
    (phone) => [...followUps.values()].flat().filter(({ to }) => to === phone).length >= caps.perNumber,
  );

/** Whether the phone had a thread with each of our numbers: every chat of a day is another contact's. */
const isOutOfNumbers = ({ sessions }: CaseFile, { phones }: PlayedConversation): boolean =>
  new Set(sessions.filter(({ phone }) => phones.includes(phone)).map(({ ours }) => ours)).size >= 2;

/**
 * Whether the visitor had so many chats at a time that another one may have taken the number before this one's text went
 * out: they were texted about two others, one of them after this chat had begun. Which began first does not matter, since
 * threads take numbers in the order in which their texts are prepared.
 */
function isCrowded(file: CaseFile, { conversationId, phones }: PlayedConversation): boolean {
  const beganAt = file.chat.find((one) => one.conversationId === conversationId)?.at ?? Infinity;
  const texts = [...file.conversations.values()]
    .filter(
      (other) =>
        other.conversationId !== conversationId && other.phones.some((phone) => phones.includes(phone)),
    )
    .flatMap((other) => file.followUps.get(other.conversationId)?.slice(0, 1) ?? []);
  return texts.length >= 2 && texts.some(({ arrivedAt }) => arrivedAt > beganAt);
}

/** Whether Textback has taken anything of what the visitor wrote. */
const isKnown = ({ chat, evidence }: CaseFile, conversationId: number): boolean =>
  chat.some(
    (one) =>
      one.conversationId === conversationId &&
      one.by === 'visitor' &&
      evidence.acknowledgedAt(one.messageId) !== null,
  );

const round = (ms: number) => Math.round(ms);
