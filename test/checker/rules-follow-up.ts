import type { CaseFile, Violation } from './case-file.js';
import type { TextOut } from './evidence.js';
import { grouped } from './grouped.js';
import { setOutAt } from './held-up.js';
import { knownSince } from './looks.js';
import { lastOf } from './numbers.js';
import type { PlayedConversation } from './played.js';

/** An answer, or a closed chat, that was there this long before the request reached Twilio had to stop it. */
export const KNOWN_AFTER_MS = 1_000;

/** No webhook tells of a chat that was deleted: Drift is asked again before a send that takes longer than this. */
const LOOKED_LATELY_MS = 12_000;

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
  for (const [to, ones] of grouped(texts, (text) => text.to))
    if (ones.length > 1) report('duplicated', `${ones.length} follow-ups went out to ${to}`);
  for (const [i, { to, arrivedAt }] of texts.entries()) {
    if (!phones.includes(to))
      report('misrouted', `the follow-up went to ${to}, not to ${phones.join(' or ')}`);
    const { toTwilio, toRecords } = file.heldUp;
    const setOut = setOutAt(arrivedAt, [...toTwilio, ...toRecords]);
    const looks = file.looks.get(conversationId);
    const limitFor = (asked: readonly number[] | undefined) =>
      knownSince(asked, setOut, setOut - KNOWN_AFTER_MS);
    const answeredBefore = limitFor(looks?.messages);
    // A further number of theirs is texted because the thread goes on, whoever has answered.
    const answers = i === 0 ? file.answersOf.get(conversationId) : undefined;
    const answer = answers?.findLast(({ at }) => at < answeredBefore);
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
    const deletedAt = file.deletedAt.get(conversationId) ?? Infinity;
    if (
      setOut > deletedAt + LOOKED_LATELY_MS ||
      (looks?.gone ?? []).some((at) => deletedAt < at && at < setOut)
    )
      report(
        'after_close',
        `the chat was deleted ${round(arrivedAt - deletedAt)} ms before the follow-up reached Twilio`,
      );
  }
  for (const phone of forgottenNumbers(file, conversation, texts))
    report('lost', `${phone} is the visitor's number now, and never got a first text; no note says why`);
  if (texts.length === 0) {
    const outcome = file.outcomes?.get(conversationId);
    const isCrowdedOut =
      (outcome?.reason === 'duplicate_session' && isCrowded(file, conversation)) ||
      (outcome?.reason === 'number_in_use' && isOutOfNumbers(file, conversation)) ||
      (outcome?.reason === 'texted_too_often' && hasHadEnough(file, conversation)) ||
      // Who has several tabs may take the text for that of this one, and answer.
      (['already_texted', 'answered'].includes(outcome?.reason ?? '') &&
        isTextedInOtherTab(file, conversation));
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

/** Whether the phone, or the contact on all its phones, got as many first texts as one gets in a day. */
function hasHadEnough(
  { followUps, caps, conversations }: CaseFile,
  { phones, contactId }: PlayedConversation,
): boolean {
  const toPhone = (phone: string) => [...followUps.values()].flat().filter(({ to }) => to === phone);
  const chats = [...conversations.values()].filter((one) => one.contactId === contactId);
  const toContact = chats.flatMap(({ conversationId }) => followUps.get(conversationId) ?? []);
  return [toContact, ...phones.map(toPhone)].some((texts) => texts.length >= caps.perNumber);
}

/** Whether the visitor was texted from another tab of theirs after this one was opened. */
function isTextedInOtherTab(
  file: CaseFile,
  { conversationId, contactId, phones }: PlayedConversation,
): boolean {
  const beganAt = file.chat.find((one) => one.conversationId === conversationId)?.at ?? Infinity;
  return [...file.conversations.values()]
    .filter((other) => other.contactId === contactId && other.conversationId !== conversationId)
    .flatMap((other) => file.followUps.get(other.conversationId) ?? [])
    .some(({ to, arrivedAt }) => phones.includes(to) && arrivedAt > beganAt);
}

/** Whether the phone had a thread with each of our numbers. */
const isOutOfNumbers = ({ sessions, ourNumbers }: CaseFile, { phones }: PlayedConversation): boolean =>
  new Set(sessions.filter(({ phone }) => phones.includes(phone)).map(({ ours }) => ours)).size >= ourNumbers;

/** What the rep reads where another number is known and could not be texted. */
const NOT_TEXTED = /has another phone number.*(?:did not text the new one|could not tell whether)/;

/**
 * The number that counts, if the conversation was texted on an earlier one and this one has got nothing, though it takes texts and the
 * chat is still there. That it could not be texted is a reason if the rep was told, and is true.
 */
function forgottenNumbers(
  file: CaseFile,
  conversation: PlayedConversation,
  texts: readonly TextOut[],
): string[] {
  const { conversationId } = conversation;
  const last = lastOf(file.numbersOf.get(conversationId) ?? []);
  const isCorrected = last !== undefined && last.givenAt > -Infinity;
  if (!isCorrected || texts.length === 0 || texts.some(({ to }) => to === last.phone)) return [];
  if (last.knownAt === Infinity || file.optOuts.has(last.phone) || file.deletedAt.has(conversationId))
    return [];
  const wasTold = file.evidence.posts.some(
    (post) => post.conversationId === conversationId && NOT_TEXTED.test(post.body),
  );
  const wasClosed = file.statusesOf.get(conversationId)?.some(({ status }) => status === 'closed') === true;
  const isTrue = wasClosed || hasHadEnough(file, conversation) || isOutOfNumbers(file, conversation);
  return wasTold && isTrue ? [] : [last.phone];
}

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
