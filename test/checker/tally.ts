import type { LedgerEntry } from '../../sandbox/shared/ledger.js';
import { openCase, type Inquiry } from './case-file.js';
import { isAnswer } from './played.js';

/** What a day had in it: a day without bursts, STOPs or reordered webhooks proves nothing about them. */
export interface Tally {
  readonly conversations: number;
  readonly followUps: number;
  /** Markers of reps that reached a phone, and of visitors that reached Drift. */
  readonly relayedToPhone: number;
  readonly relayedToDrift: number;
  readonly answers: number;
  readonly whispers: number;
  readonly stops: number;
  readonly starts: number;
  readonly numbersTakenOver: number;
  /** Numbers that visitors gave in the place of another one, and first texts to them. */
  readonly numbersCorrected: number;
  readonly correctedTexted: number;
  readonly chatsDeleted: number;
  /** Chats that one contact opened beside another of theirs, and those that got no text because the other got one. */
  readonly furtherTabs: number;
  readonly textedInOtherTab: number;
  /** Chats without a text because each of our numbers had a thread with their phone already. */
  readonly numbersInUse: number;
  /** Chats without a text because their phone had had as many as one gets in a day. */
  readonly phonesCapped: number;
  /** Deliveries of webhooks beyond the first of each, and webhooks that were overtaken by a later one. */
  readonly duplicates: number;
  readonly overtaken: number;
}

export function tally(inquiry: Inquiry): Tally {
  const { evidence, chat, inbound, followUps, sessions, conversations, deletedAt } = openCase(inquiry);
  const spoken = new Set(chat.filter(isAnswer).flatMap(({ markers }) => markers));
  const texted = new Set(inbound.flatMap(({ markers }) => markers));
  const among = (all: ReadonlySet<string>, found: readonly { readonly markers: readonly string[] }[]) =>
    new Set(found.flatMap(({ markers }) => markers).filter((marker) => all.has(marker))).size;
  const saying = (meaning: string) => inbound.filter((one) => one.meaning === meaning).length;
  const refusedFor = (reason: string) =>
    [...(inquiry.outcomes?.values() ?? [])].filter((one) => one?.reason === reason).length;
  const webhooks = [inquiry.drift, inquiry.twilio].map(deliveriesOf);
  return {
    conversations: inquiry.played.conversations.length,
    followUps: [...followUps.values()].flat().length,
    relayedToPhone: among(spoken, evidence.texts),
    relayedToDrift: among(texted, evidence.posts),
    answers: chat.filter(isAnswer).length,
    whispers: chat.filter(({ type }) => type !== 'chat').length,
    stops: saying('stop') + saying('disown'),
    starts: saying('start'),
    numbersInUse: refusedFor('number_in_use'),
    phonesCapped: refusedFor('texted_too_often'),
    numbersCorrected: inquiry.played.said.filter(({ channel }) => channel === 'number').length,
    correctedTexted: [...followUps.entries()].flatMap(([id, texts]) =>
      texts.filter(({ to }) => id !== null && conversations.get(id)?.phones[0] !== to),
    ).length,
    chatsDeleted: deletedAt.size,
    furtherTabs: conversations.size - new Set([...conversations.values()].map((one) => one.contactId)).size,
    textedInOtherTab: refusedFor('already_texted'),
    numbersTakenOver: sessions.filter(({ until }) => until !== Infinity).length,
    duplicates: webhooks.reduce((sum, one) => sum + one.duplicates, 0),
    overtaken: webhooks.reduce((sum, one) => sum + one.overtaken, 0),
  };
}

function deliveriesOf(ledger: readonly LedgerEntry[]): { duplicates: number; overtaken: number } {
  let duplicates = 0;
  let overtaken = 0;
  let latest = 0;
  for (const entry of ledger) {
    if (entry.kind !== 'webhook') continue;
    duplicates += entry.attempts.filter(({ delivery, attempt }) => delivery > 1 && attempt === 1).length;
    const firstAt = Math.min(...entry.attempts.map(({ at }) => at));
    if (firstAt < latest) overtaken += 1;
    else if (firstAt !== Infinity) latest = firstAt;
  }
  return { duplicates, overtaken };
}
