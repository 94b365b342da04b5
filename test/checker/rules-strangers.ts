import type { CaseFile, Violation } from './case-file.js';
import { grouped } from './grouped.js';
import type { PlayedConversation } from './played.js';

/**
 * Promise 13: whoever only types into a chat gains nothing. No conversation of a day has a proved phone: what a browser can write
 * proves nothing, and no operator has confirmed one. So nothing that a phone texts may stand where the web chat shows it.
 */
export function readByStrangers({ evidence, inbound }: CaseFile): Violation[] {
  const phoneOf = new Map(inbound.flatMap(({ markers, phone }) => markers.map((marker) => [marker, phone])));
  return evidence.posts.flatMap(({ conversationId, type, markers }) => {
    if (type === 'private_note') return [];
    return markers.flatMap((marker): Violation[] => {
      const phone = phoneOf.get(marker);
      if (phone === undefined) return [];
      const what = `${marker}, texted by ${phone}, stands in the web chat as ${type}, where whoever named that number reads it`;
      return [{ kind: 'read_by_stranger', conversationId, what }];
    });
  });
}

/** Nobody's thread ends because another contact names its phone. A thread gives its number up after a day without an answer, and no day is that long. */
export function takenOver({ conversations, sessions, deletedAt }: CaseFile): Violation[] {
  const contactOf = (conversationId: number) => conversations.get(conversationId)?.contactId;
  return [...grouped(sessions, ({ phone, ours }) => `${phone} ${ours}`).values()].flatMap((ones) =>
    ones.flatMap((session, i): Violation[] => {
      const next = ones[i + 1];
      // Its visitor has another number, so the thread is closed.
      if (next !== undefined && session.endedAt < next.from) return [];
      // A chat that was deleted in Drift has no thread any more.
      const isDeleted = (deletedAt.get(session.conversationId) ?? Infinity) < (next?.from ?? 0);
      if (isDeleted) return [];
      if (next === undefined || contactOf(next.conversationId) === contactOf(session.conversationId))
        return [];
      const { conversationId, phone, ours } = session;
      const what = `its thread of ${ours} and ${phone} went to ${next.conversationId}, a chat of another contact`;
      return [{ kind: 'taken_over', conversationId, what }];
    }),
  );
}

/** No chat runs up a bill: so many first texts to a phone, to a contact on all its phones, and in any hour, whoever asks for them. */
export function overTheCap(file: CaseFile): Violation[] {
  const { caps, followUps, conversations } = file;
  const texts = [...followUps.values()].flat().sort((a, b) => a.arrivedAt - b.arrivedAt);
  const found = textedInTwoTabs(file);
  for (const [contactId, chats] of grouped([...conversations.values()], (one) => one.contactId)) {
    const count = chats.flatMap(({ conversationId }) => followUps.get(conversationId) ?? []).length;
    if (count <= caps.perNumber) continue;
    const what = `contact ${contactId} got ${count} first texts on all its phones; ${caps.perNumber} may go to a contact`;
    found.push({ kind: 'over_the_cap', conversationId: chats[0]?.conversationId ?? null, what });
  }
  for (const [phone, ones] of grouped(texts, ({ to }) => to))
    if (ones.length > caps.perNumber) {
      const mine = [...conversations.values()].find(({ phones }) => phones.includes(phone));
      const what = `${phone} got ${ones.length} first texts; ${caps.perNumber} may go to a number`;
      found.push({ kind: 'over_the_cap', conversationId: mine?.conversationId ?? null, what });
    }
  const late = texts.findIndex(({ arrivedAt }, i) => {
    const before = texts[i - caps.perHour];
    return before !== undefined && arrivedAt - before.arrivedAt < HOUR_MS;
  });
  if (late !== -1) {
    const what = `more than ${caps.perHour} first texts went out within an hour`;
    found.push({ kind: 'over_the_cap', conversationId: null, what });
  }
  return found;
}

/** Two chats in which one contact waits at once get one text: the second was opened before the first one's could be due. */
function textedInTwoTabs({
  followUps,
  conversations,
  chat,
  answersOf,
  statusesOf,
  followUpDelayMs,
}: CaseFile): Violation[] {
  if (followUpDelayMs === null) return [];
  const openedAt = (id: number) => chat.find((one) => one.conversationId === id)?.at ?? Infinity;
  const firstOf = ({ conversationId: id }: PlayedConversation) => {
    const text = followUps.get(id)?.[0];
    const hasEndedOnce = [...(answersOf.get(id) ?? []), ...(statusesOf.get(id) ?? [])].some(
      ({ at }) => text !== undefined && at < text.arrivedAt,
    );
    return text === undefined || hasEndedOnce ? [] : [{ id, text, openedAt: openedAt(id) }];
  };
  return [...grouped([...conversations.values()], ({ contactId }) => contactId).values()].flatMap((chats) => {
    const texted = chats.flatMap(firstOf).sort((a, b) => a.text.arrivedAt - b.text.arrivedAt);
    return texted.flatMap((one, i): Violation[] =>
      texted.slice(i + 1).flatMap((other) => {
        if (other.text.to !== one.text.to || other.openedAt > one.openedAt + followUpDelayMs) return [];
        const what = `${one.text.to} was texted in two chats in which its visitor waited at once; the other is ${one.id}`;
        return [{ kind: 'over_the_cap' as const, conversationId: other.id, what }];
      }),
    );
  });
}

const HOUR_MS = 3_600_000;
