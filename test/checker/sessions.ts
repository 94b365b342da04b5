import type { TextOut } from './evidence.js';

/**
 * Whose thread a pair of numbers is, as the phone sees it: from a conversation's follow-up until another conversation's
 * follow-up comes from the same number. Milliseconds since the epoch.
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
}

export function sessionsOf(followUps: ReadonlyMap<number | null, readonly TextOut[]>): Session[] {
  const openings = [...followUps]
    .flatMap(([conversationId, texts]) => {
      const first = texts[0];
      return conversationId === null || first === undefined ? [] : [{ conversationId, ...first }];
    })
    .sort((a, b) => a.at - b.at);
  const sessions = new Map<string, Session[]>();
  for (const { conversationId, from: ours, to: phone, at } of openings) {
    const pair = `${ours} ${phone}`;
    const before = sessions.get(pair) ?? [];
    const last = before.at(-1);
    const closed = last === undefined ? [] : [...before.slice(0, -1), { ...last, until: at }];
    sessions.set(pair, [...closed, { conversationId, ours, phone, from: at, until: Infinity }]);
  }
  return [...sessions.values()].flat();
}
