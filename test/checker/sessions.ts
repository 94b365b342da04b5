import type { TextOut } from './evidence.js';
import { grouped } from './grouped.js';
import { laterThan, type NumberOf } from './numbers.js';
import type { SaidByText } from './played.js';

/**
 * Whose thread a pair of numbers is, as the phone sees it: from a conversation's first text to it until another conversation's
 * first text comes from the same number. Milliseconds since the epoch.
 *
 * Not seen from outside: a number that was taken over for a follow-up which Twilio then refused.
 */
export interface Session {
  readonly conversationId: number;
  readonly ours: string;
  readonly phone: string;
  readonly from: number;
  /** Infinity while nobody has taken it over. */
  readonly until: number;
  /** When the visitor gave another number, or the phone said that it is not theirs: nothing goes there any more. Infinity if neither. */
  readonly endedAt: number;
}

export function sessionsOf(
  followUps: ReadonlyMap<number | null, readonly TextOut[]>,
  numbersOf: ReadonlyMap<number, readonly NumberOf[]>,
  inbound: readonly SaidByText[],
): Session[] {
  const openings = [...followUps]
    .flatMap(([conversationId, texts]) => {
      if (conversationId === null) return [];
      const firsts = [...grouped(texts, ({ to }) => to).values()].flatMap((ones) => ones.slice(0, 1));
      return firsts.map((first) => ({ conversationId, ...first }));
    })
    .sort((a, b) => a.at - b.at);
  const disowned = inbound.filter(({ meaning }) => meaning === 'disown');
  const sessions = new Map<string, Session[]>();
  for (const { conversationId, from: ours, to: phone, at } of openings) {
    const pair = `${ours} ${phone}`;
    const before = sessions.get(pair) ?? [];
    const last = before.at(-1);
    const closed = last === undefined ? [] : [...before.slice(0, -1), { ...last, until: at }];
    const changedAt = laterThan(numbersOf.get(conversationId) ?? [], phone)[0]?.givenAt ?? Infinity;
    const saidNo = disowned.find((text) => text.phone === phone && text.to === ours && text.at >= at);
    const endedAt = Math.min(changedAt, saidNo?.at ?? Infinity);
    sessions.set(pair, [...closed, { conversationId, ours, phone, from: at, until: Infinity, endedAt }]);
  }
  return [...sessions.values()].flat();
}
