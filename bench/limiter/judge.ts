import type { RequestEntry } from '../../sandbox/shared/ledger.js';
import type { Figure } from '../bench.js';
import type { MadeCall } from './calls.js';

/** The calls of one account that Drift let in, in order of arrival. */
export const admitted = (requests: readonly RequestEntry[]): RequestEntry[] =>
  requests.filter(({ status }) => status !== 429);

export const refused = (requests: readonly RequestEntry[]): RequestEntry[] =>
  requests.filter(({ status }) => status === 429);

/**
 * Calls a second while there was always one waiting. Judged over a multiple of `limit` calls, from one call to the one so
 * many later, since calls may come evenly or all at once and then a second later again.
 */
export function rateOf(requests: readonly RequestEntry[], limit: number): number {
  const times = admitted(requests).map(({ at }) => at);
  const count = limit * Math.floor((times.length - 1) / limit);
  const [first, last] = [times[0], times[count]];
  if (first === undefined || last === undefined || count === 0)
    throw new Error('too few calls to tell a rate from');
  return (count * 1_000) / (last - first);
}

/** For each call, when Drift let it in. Milliseconds since the epoch. */
export function arrivals(requests: readonly RequestEntry[]): (call: MadeCall) => number {
  const times = new Map(admitted(requests).map(({ path, at }) => [path, at]));
  return ({ id, urgency }) =>
    times.get(urgency === 'urgent' ? `/conversations/${id}/messages` : `/contacts/${id}`) ?? NaN;
}

/** For each call, the milliseconds from wanting it to its arrival at Drift. */
export function waits(calls: readonly MadeCall[], requests: readonly RequestEntry[]): number[] {
  const at = arrivals(requests);
  return calls.map((call) => at(call) - call.wantedAt);
}

/**
 * For each call, by how much calls of its urgency overtook it that were handed to their limiter later: the later one was asked for so
 * much later at the least, and Drift let it in so much earlier at the least. Both count, since two calls that are let in at the same
 * moment arrive in any order, however long each has waited. Zero everywhere is first in, first out. Milliseconds.
 */
export function overtakings(calls: readonly MadeCall[], requests: readonly RequestEntry[]): number[] {
  const at = arrivals(requests);
  return calls.map((call) =>
    Math.max(
      0,
      ...calls.map((other) => Math.min(other.askedAt - call.askedAt, at(call) - at(other))), // below zero where it did not
    ),
  );
}

/** What is on its way already when a call is wanted cannot be called back. */
const ON_ITS_WAY_MS = 50;

/** For each urgent call, how many routine ones Drift let in between its being wanted and its arrival. */
export function letInBefore(calls: readonly MadeCall[], requests: readonly RequestEntry[]): number[] {
  const at = arrivals(requests);
  const routine = calls.filter(({ urgency }) => urgency === 'routine');
  return calls
    .filter(({ urgency }) => urgency === 'urgent')
    .map((call) => {
      const [from, to] = [call.wantedAt + ON_ITS_WAY_MS, at(call)];
      return routine.filter((other) => at(other) > from && at(other) < to).length;
    });
}

/** Makes figures of one variant of a benchmark, which is named behind each of them. */
export const figuresOf =
  (variant: string) =>
  (what: string, ours: number, ceiling: number | null, goal: string, isMet: boolean): Figure => ({
    what: `${what}, ${variant}`,
    ours,
    ceiling,
    goal,
    isMet,
  });
