import { grouped, type CaseFile, type Violation } from './case-file.js';

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
export function takenOver({ conversations, sessions }: CaseFile): Violation[] {
  const contactOf = (conversationId: number) => conversations.get(conversationId)?.contactId;
  return [...grouped(sessions, ({ phone, ours }) => `${phone} ${ours}`).values()].flatMap((ones) =>
    ones.flatMap((session, i): Violation[] => {
      const next = ones[i + 1];
      if (next === undefined || contactOf(next.conversationId) === contactOf(session.conversationId))
        return [];
      const { conversationId, phone, ours } = session;
      const what = `its thread of ${ours} and ${phone} went to ${next.conversationId}, a chat of another contact`;
      return [{ kind: 'taken_over', conversationId, what }];
    }),
  );
}

/** No chat runs up a bill: so many first texts to a phone, and so many in any hour, whoever asks for them. */
export function overTheCap({ caps, followUps, conversations }: CaseFile): Violation[] {
  const texts = [...followUps.values()].flat().sort((a, b) => a.arrivedAt - b.arrivedAt);
  const found: Violation[] = [];
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

const HOUR_MS = 3_600_000;
