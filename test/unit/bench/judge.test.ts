import { describe, expect, test } from '@jest/globals';
import type { MadeCall } from '../../../bench/limiter/calls.js';
import { overtakings } from '../../../bench/limiter/judge.js';
import type { RequestEntry } from '../../../sandbox/shared/ledger.js';

/** Calls of one urgency: when each was handed to its limiter and when Drift let it in, in milliseconds. */
function overtakenBy(...calls: readonly (readonly [askedAt: number, arrivedAt: number])[]): number[] {
  const made = calls.map(([askedAt, arrivedAt], id): MadeCall => ({
    orgId: 1,
    id,
    urgency: 'routine',
    wantedAt: askedAt,
    askedAt,
    doneAt: arrivedAt,
    tries: 1,
  }));
  const requests = calls.map(([, at], id): RequestEntry => ({
    seq: id,
    at,
    kind: 'request',
    method: 'PATCH',
    path: `/contacts/${id}`,
    query: {},
    body: {},
    account: 'org:1',
    status: 200,
    reply: 'sent',
    faults: [],
  }));
  return overtakings(made, requests);
}

describe('the order of calls at a limit', () => {
  test('is kept where calls arrive as they were asked for', () => {
    expect(overtakenBy([0, 1_000], [5, 1_005], [900, 2_000])).toEqual([0, 0, 0]);
  });

  test('a call that loses a second to one asked for later is told with what it lost', () => {
    expect(overtakenBy([0, 2_000], [900, 1_100])).toEqual([900, 0]);
    expect(overtakenBy([0, 1_300], [900, 1_100])).toEqual([200, 0]);
  });

  test('two that are let in at the same moment overtake each other by no more than that moment', () => {
    expect(overtakenBy([0, 1_001], [985, 1_000])).toEqual([1, 0]);
  });

  test('the worst of several counts, whoever came in between', () => {
    expect(overtakenBy([0, 3_000], [500, 1_000], [700, 2_000])).toEqual([700, 0, 0]);
  });
});
