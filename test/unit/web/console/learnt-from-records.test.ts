import { expect, test } from '@jest/globals';
import type { ConversationRecord } from '../../../../src/web/console/data/conversation-record.js';
import type { RecordedEvent } from '../../../../src/web/console/data/conversation-events.js';
import { instantsOf } from '../../../../src/web/console/knowledge/instants.js';
import { learntFromRecords } from '../../../../src/web/console/knowledge/learnt-from-records.js';

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
const settings = {
  followUpDelayMs: 300_000,
  followUpMaxAgeMs: 3_600_000,
  latePhoneWindowMs: 7_200_000,
  sessionIdleMs: 1,
};
const record: ConversationRecord = {
  orgId: 1,
  conversationId: 2,
  contactId: 3,
  workflowId: 'w',
  openedAt: minute(0),
  dueAt: minute(5),
  endedAt: null,
  state: 'waiting',
  reason: 'invalid_phone',
  phone: null,
  phoneStatus: 'invalid',
  timeZone: null,
  quietUntil: null,
  sendAfter: null,
  reopened: false,
  optedOut: false,
  visitorTexts: 'note',
  phoneProvedBy: null,
  chatGoneAt: null,
  takenOverBy: null,
};
const repWrote: RecordedEvent = {
  id: 1,
  source: 'drift',
  kind: 'message',
  type: 'new_message',
  author: 'rep',
  authorId: 41,
  appId: null,
  messageType: 'chat',
  length: 5,
  files: 0,
  status: null,
  errorCode: null,
  messageSid: null,
  occurredAt: minute(3),
  receivedAt: minute(3),
  outcome: 'dispatched',
  outcomeDetail: null,
  settledAt: minute(3),
};
const stepsOf = (given: Partial<ConversationRecord>, events: readonly RecordedEvent[]) =>
  instantsOf(learntFromRecords({ ...record, ...given }, events, settings), [], events).map(
    ({ step, reason }) =>
      step === null ? reason : step.do === 'wait' ? step.waitsFor : step.do === 'end' ? step.reason : step.do,
  );

test('without Temporal our records alone tell what was waited for', () => {
  expect(stepsOf({}, [])).toEqual(['a person to answer', 'a phone number that can be texted']);
});

test('without Temporal our records alone tell that a person answered', () => {
  expect(stepsOf({ endedAt: minute(4), state: 'done', reason: 'answered' }, [repWrote])).toEqual([
    'a person to answer',
    'answered',
    'answered',
  ]);
});
