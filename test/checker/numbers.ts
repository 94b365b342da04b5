import type { Evidence } from './evidence.js';
import type { NumberCorrected, Played } from './played.js';

/** A number of a conversation's visitor. Milliseconds since the epoch. */
export interface NumberOf {
  readonly phone: string;
  /** When it was given; minus infinity for the one that the chat began with. */
  readonly givenAt: number;
  /** When Textback took a webhook that tells of it; Infinity if it never did. */
  readonly knownAt: number;
  /** When it counts from, for Textback: when it was given, or when the last webhook of it came if none says so. */
  readonly countsFrom: number;
}

/** The numbers of every conversation, in the order in which they were given. The last one counts. */
export function numbersIn({ conversations, said }: Played, evidence: Evidence): Map<number, NumberOf[]> {
  const corrections = said.filter((one) => one.channel === 'number');
  return new Map(
    conversations.map(({ conversationId, phones }): [number, NumberOf[]] => {
      const never = -Infinity;
      const first = { phone: phones[0] ?? '', givenAt: never, knownAt: never, countsFrom: never };
      const mine = corrections
        .filter(({ conversationIds }) => conversationIds.includes(conversationId))
        .map(({ phone, at, toldBy, isDated }) => {
          const taken = whenTaken(toldBy, evidence);
          const countsFrom = isDated ? at : Math.max(...taken);
          return { phone, givenAt: at, knownAt: Math.min(...taken), countsFrom };
        });
      return [conversationId, [first, ...mine]];
    }),
  );
}

/** The numbers that were given after this one and count instead; none while it counts, or if nobody gave it. */
export function laterThan(numbers: readonly NumberOf[], phone: string): readonly NumberOf[] {
  const place = numbers.findLastIndex((one) => one.phone === phone);
  const mine = numbers[place];
  if (mine === undefined) return [];
  return numbers.slice(place + 1).filter((one) => mine.countsFrom < one.countsFrom);
}

/** The number that counts in the end. */
export const lastOf = (numbers: readonly NumberOf[]): NumberOf | undefined =>
  numbers.toSorted((a, b) => a.countsFrom - b.countsFrom).at(-1);

function whenTaken(toldBy: NumberCorrected['toldBy'], evidence: Evidence): number[] {
  if ('messageId' in toldBy) return [evidence.acknowledgedAt(toldBy.messageId) ?? Infinity];
  return toldBy.webhooks.map((seq) => evidence.tookWebhookAt(seq) ?? Infinity);
}
