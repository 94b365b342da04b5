import { describe, expect, test } from '@jest/globals';
import type { ChatMessage, Event } from '../../../src/contracts/events.js';
import { learnedEvents } from '../../../src/operate/what-if/learned-events.js';
import { readWhatIf } from '../../../src/operate/what-if/options.js';
import { happened, type RecordedOutcome } from '../../../src/operate/what-if/recorded.js';
import { loadConfig } from '../../../src/platform/config/config.js';
import { NOON } from './handmade.js';

const message = (more: Partial<ChatMessage>): ChatMessage => ({
  kind: 'message',
  conversationId: 1,
  messageId: '7',
  author: 'visitor',
  authorId: 5,
  type: 'chat',
  html: 'Hello?',
  appId: null,
  timeZone: null,
  ...more,
});
const learned = (event: Event) =>
  learnedEvents([{ id: 1, eventKey: 'k', occurredAt: NOON, receivedAt: NOON + 800, event }], 'US').map(
    ({ learnedAt, event: { kind } }) => [kind, learnedAt - NOON],
  );

describe('what a stored event means for a conversation that waits', () => {
  const rows: [string, Event, unknown[]][] = [
    ['a rep writes: at once', message({ author: 'rep' }), [['rep_spoke', 0]]],
    ['a bot writes', message({ author: 'bot' }), []],
    ['a rep takes a private note', message({ author: 'rep', type: 'private_note' }), []],
    ['the visitor writes', message({}), []],
    [
      'the visitor writes their number: when we heard of it',
      message({ html: 'call +1 212 555 0101' }),
      [['phone_given', 800]],
    ],
    ['the visitor wants no texts', message({ html: 'STOP' }), [['opted_out', 800]]],
    [
      'the chat is closed: at once',
      { kind: 'status_changed', conversationId: 1, status: 'closed' },
      [['closed', 0]],
    ],
    ['the chat is opened', { kind: 'status_changed', conversationId: 1, status: 'open' }, []],
    [
      'a number was captured',
      { kind: 'phone_captured', conversationId: 1, contactId: 5, phone: '+12125550101' },
      [['phone_given', 800]],
    ],
    [
      'some number was captured',
      { kind: 'phone_captured', conversationId: 1, contactId: 5, phone: null },
      [['look_again', 800]],
    ],
    [
      'no number was captured',
      { kind: 'phone_captured', conversationId: 1, contactId: 5, phone: 'none' },
      [],
    ],
    ['the contact has no new number', { kind: 'contact_updated', contactId: 5, phone: null }, []],
  ];
  test.each(rows)('%s', (_name, event, expected) => expect(learned(event)).toEqual(expected));

  test('events count in the order in which they could', () => {
    const stored = [
      {
        id: 1,
        eventKey: 'a',
        occurredAt: NOON,
        receivedAt: NOON + 900,
        event: message({ html: '+1 212 555 0101' }),
      },
      {
        id: 2,
        eventKey: 'b',
        occurredAt: NOON + 100,
        receivedAt: NOON + 950,
        event: message({ author: 'rep' }),
      },
    ];
    expect(learnedEvents(stored, 'US').map(({ event: { kind } }) => kind)).toEqual([
      'rep_spoke',
      'phone_given',
    ]);
  });
});

describe('what became of a recorded conversation', () => {
  const done: RecordedOutcome = {
    state: 'done',
    reason: 'answered',
    triedBody: null,
    hasEvents: true,
    wasRedone: false,
  };
  test.each([
    ['a reason of the decision', {}, { kind: 'no_text', reason: 'answered' }],
    [
      'a text, whatever Twilio made of it',
      { reason: 'vendor_refused', triedBody: 'Hi' },
      { kind: 'text', body: 'Hi' },
    ],
    ['refused without a try', { reason: 'vendor_refused' }, { kind: 'left_out', why: 'outside' }],
    ['too late', { reason: 'too_late' }, { kind: 'left_out', why: 'outside' }],
    ['it still waits', { state: 'waiting', reason: 'no_phone' }, { kind: 'left_out', why: 'open' }],
    ['an operator stopped it', { reason: 'stopped' }, { kind: 'left_out', why: 'operator' }],
    ['an operator redid it', { wasRedone: true }, { kind: 'left_out', why: 'operator' }],
    ['follow-ups were off', { reason: 'disabled' }, { kind: 'left_out', why: 'switched_off' }],
    ['its events are gone', { hasEvents: false }, { kind: 'left_out', why: 'events_gone' }],
  ] as [string, Partial<RecordedOutcome>, unknown][])('%s', (_name, more, expected) =>
    expect(happened({ ...done, ...more })).toEqual(expected),
  );
});

describe('what can be tried', () => {
  const config = loadConfig({ BUSINESS_NAME: 'Acme', FOLLOW_UP_DELAY: '5m' });
  test('options are read as the variables of the same meaning', () => {
    const { changed, changedTemplate } = readWhatIf(
      { delay: '3m', 'quiet-hours': 'off', template: '{business}: hi. STOP' },
      config,
    );
    expect(changed).toEqual({ followUpDelayMs: 180_000, quietHours: null });
    expect(changedTemplate).toBe('{business}: hi. STOP');
  });
  test.each([
    ['delay', 'soon', '--delay is "soon": should be a time such as 5m, 90s or 1h'],
    ['quiet-hours', '22', '--quiet-hours is "22": should be HH:MM-HH:MM such as 21:00-08:00, or off'],
    ['template', 'Hi', '--template is "Hi": should be a text of at most 480 characters with {business}'],
  ])('--%s %s is refused with what it should be', (option, value, message) => {
    expect(() => readWhatIf({ [option]: value }, config)).toThrow(message);
  });
});
