import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '../../../../src/web/console/data/conversation-events.js';
import type { RecordedSend } from '../../../../src/web/console/data/conversation-sends.js';
import { sendStateAt } from '../../../../src/web/console/knowledge/send-state-at.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const send: RecordedSend = {
  id: 'x',
  medium: 'sms',
  purpose: 'follow_up',
  state: 'delivered',
  attempts: 1,
  attemptedAt: at(2),
  createdAt: at(1),
  updatedAt: at(9),
  sendAfter: null,
  vendorId: 'SM1',
  errorCode: null,
  length: 10,
  isUnclear: false,
  isRefusedWords: false,
  leftAt: null,
};
const callback = (second: number, status: string, messageSid = 'SM1'): RecordedEvent => ({
  id: second,
  source: 'twilio',
  kind: 'text_status',
  type: 'status',
  author: null,
  authorId: null,
  appId: null,
  messageType: null,
  length: null,
  files: 0,
  status,
  errorCode: null,
  messageSid,
  occurredAt: at(second),
  receivedAt: at(second),
  outcome: 'applied',
  outcomeDetail: null,
  settledAt: at(second),
});

describe('how a send stood at a moment', () => {
  const events = [
    callback(4, 'sent'),
    callback(5, 'queued'),
    callback(7, 'delivered'),
    callback(3, 'failed', 'SM2'),
  ];
  test.each([
    [0, null],
    [1, 'intended'],
    [2, 'sending'],
    [3, 'sending'],
    [4, 'sent'],
    [5, 'sent'],
    [7, 'delivered'],
    [20, 'delivered'],
  ])('at second %d: %s', (second, state) => {
    expect(sendStateAt(send, events, at(second).getTime())).toBe(state);
  });

  test('without callbacks it stands as it was tried until it was last changed', () => {
    expect(sendStateAt({ ...send, state: 'refused' }, [], at(8).getTime())).toBe('sending');
    expect(sendStateAt({ ...send, state: 'refused' }, [], at(9).getTime())).toBe('refused');
  });
});
