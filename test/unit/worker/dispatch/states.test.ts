import { describe, expect, test } from '@jest/globals';
import { InboxView } from '../../../../src/worker/dispatch/inbox-view.js';
import { OrderedQueue } from '../../../../src/worker/dispatch/ordered-queue.js';
import { Round } from '../../../../src/worker/dispatch/round.js';
import type { WaitingEvent } from '../../../../src/records/inbox/store.js';

const event = (id: number): WaitingEvent => ({
  id,
  orgId: 7,
  eventKey: `7:${id}`,
  eventId: `7:${id}`,
  occurredAt: new Date(0),
  receivedAt: new Date(0),
  event: { kind: 'other', conversationId: 1 },
  trace: null,
});

describe('a round', () => {
  test('ends once, and begins nothing in between', async () => {
    const round = new Round();
    expect(round.state).toBe('working');
    round.stop();
    round.stop();
    expect(round.state).toBe('ending');
    round.end();
    await round.ended;
    round.stop(); // a late abort
    expect(round.state).toBe('ended');
    expect(() => round.end()).toThrow('round: no transition from ended to ended');
  });

  test('ends after as many failures in a row as it is told, and a success begins the count anew', () => {
    const round = new Round();
    round.notHandedOver(2);
    round.handedOver();
    round.notHandedOver(2);
    expect(round.state).toBe('working');
    round.notHandedOver(2);
    expect(round.state).toBe('ending');
    round.throwIfFailed(); // events that wait are no error of the round
  });

  test('throws the first error, also one that comes after its end', () => {
    const round = new Round();
    round.end();
    round.fail(new Error('first'));
    round.fail(new Error('second'));
    expect(() => round.throwIfFailed()).toThrow('first');
  });
});

describe('the view of the inbox', () => {
  test('is current after part of a batch, until an event is stored', () => {
    const view = new InboxView();
    view.beginRead();
    view.endRead('part_of_batch');
    expect(view.name).toBe('current');
    expect(view.isWorthReading).toBe(false);
    view.wake();
    expect(view.name).toBe('outdated');
  });

  test('is outdated if an event was stored during the read, whichever side of it', () => {
    const view = new InboxView();
    view.beginRead();
    view.wake();
    view.endRead('part_of_batch');
    expect(view.name).toBe('outdated');
  });

  test('knows that it reads a backlog only behind a whole batch', () => {
    const view = new InboxView();
    view.beginRead();
    expect(view.isReadingBacklog).toBe(false);
    view.endRead('whole_batch');
    expect(view.name).toBe('truncated');
    view.wake();
    view.beginRead();
    expect(view.isReadingBacklog).toBe(true);
    view.endRead('failed');
    expect(view.name).toBe('outdated');
  });

  test('refuses a second read beside the first, and an end without a beginning', () => {
    const view = new InboxView();
    view.beginRead();
    expect(() => view.beginRead()).toThrow('inbox view: no transition from reading to reading');
    view.endRead('part_of_batch');
    expect(() => view.endRead('part_of_batch')).toThrow('inbox view: no transition from current to current');
  });
});

describe('an ordering key', () => {
  test('gives one event at a time; one that was not taken cannot end', () => {
    const queue = new OrderedQueue({ retries: { atLeast: 1, atMost: 1 }, restMs: 0 });
    queue.put([event(1), event(2)]);
    const first = queue.take(false);
    expect(first?.id).toBe(1);
    expect(queue.take(false)).toBeNull();
    queue.settled(event(1));
    expect(() => queue.settled(event(1))).toThrow('ordering key: no transition from ready to ready');
    expect(() => queue.failed(event(1))).toThrow('ordering key: no transition from ready to resting');
    expect(queue.take(false)?.id).toBe(2);
  });
});
