/** What became of one conversation's events on their way. */
export interface Arrival {
  /** Sent and not there. */
  readonly lost: number;
  /** There more than once; an event that was handed over again after a failure. The workflow knows its key. */
  readonly twice: number;
  /** Whether those that are there came in the order of sending, each counted where it first was. */
  readonly inOrder: boolean;
}

/** Compares event keys as they were sent with those that arrived. Keys that were never sent are not looked at. */
export function compareArrival(sent: readonly string[], arrived: readonly string[]): Arrival {
  const place = new Map(sent.map((key, i) => [key, i]));
  const known = arrived.filter((key) => place.has(key));
  const first = [...new Set(known)];
  return {
    lost: sent.length - first.length,
    twice: known.length - first.length,
    inOrder: first.every((key, i) => i === 0 || placeOf(place, first[i - 1]) < placeOf(place, key)),
  };
}

const placeOf = (place: ReadonlyMap<string, number>, key = ''): number => place.get(key) ?? -1;

/** All conversations together. */
export interface Arrivals {
  readonly lost: number;
  readonly twice: number;
  /** Conversations whose events came in another order than they were sent in. */
  readonly outOfOrder: number;
}

export function addUp(arrivals: readonly Arrival[]): Arrivals {
  const sum = (pick: (arrival: Arrival) => number) =>
    arrivals.reduce((total, arrival) => total + pick(arrival), 0);
  return {
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    outOfOrder: sum(({ inOrder }) => (inOrder ? 0 : 1)),
  };
}
