import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { MalformedEvent } from '../../../../src/vendors/malformed-event.js';
import { parseDriftEvent } from '../../../../src/vendors/drift/webhook-event.js';
import type { Event } from '../../../../src/contracts/events.js';

const AT = 1_780_000_000_000;
const envelope = (type: string, data: unknown, more: Record<string, unknown> = {}) => ({
  orgId: 77,
  type,
  token: 'verification-token',
  ...(data === undefined ? {} : { data }),
  ...more,
});
const message = {
  id: 12342019624,
  conversationId: 4113510502,
  body: '<p>Hi</p>',
  type: 'chat',
  createdAt: AT,
};
const HASH = /^[0-9a-f]{64}$/;
/** Of what may come once more. */
const HASH_AND_TIME = /^[0-9a-f]{64}:\d+$/;

/** What each event type of Drift's table becomes, in the shapes that it has been seen in. */
const rows: {
  name: string;
  type: string;
  data?: unknown;
  event: Partial<Event>;
  key: string | RegExp;
  at?: number | null;
}[] = [
  {
    name: "a visitor's message",
    type: 'new_message',
    data: { ...message, author: { id: 17035536800, type: 'contact' } },
    event: {
      kind: 'message',
      conversationId: 4113510502,
      messageId: '12342019624',
      author: 'visitor',
      authorId: 17035536800,
      type: 'chat',
      html: '<p>Hi</p>',
      appId: null,
      timeZone: null,
    },
    key: '12342019624',
    at: AT,
  },
  {
    name: "a rep's message",
    type: 'new_message',
    data: { ...message, author: { id: 41, type: 'user', bot: false } },
    event: { kind: 'message', author: 'rep', authorId: 41 },
    key: '12342019624',
    at: AT,
  },
  {
    name: "a rep's message that does not say bot",
    type: 'new_message',
    data: { ...message, author: { id: 41, type: 'user' } },
    event: { kind: 'message', author: 'rep' },
    key: '12342019624',
    at: AT,
  },
  {
    name: "a bot's message",
    type: 'new_message',
    data: { ...message, author: { id: 42, type: 'user', bot: true } },
    event: { kind: 'message', author: 'bot' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message of nobody counts as a bot',
    type: 'new_message',
    data: message,
    event: { kind: 'message', author: 'bot', authorId: null },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message of an unknown kind of author counts as a bot',
    type: 'new_message',
    data: { ...message, author: { id: 1, type: 'robot' } },
    event: { kind: 'message', author: 'bot' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a private note',
    type: 'new_message',
    data: { ...message, type: 'private_note', author: { id: 41, type: 'user' } },
    event: { kind: 'message', type: 'private_note' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message that does not say its type is no chat',
    type: 'new_message',
    data: { id: 5, conversationId: 6, body: 'x' },
    event: { kind: 'message', type: 'unknown' },
    key: '5',
    at: null,
  },
  {
    name: 'a message without a body',
    type: 'new_message',
    data: { id: 5, conversationId: 6, type: 'chat' },
    event: { kind: 'message', html: '' },
    key: '5',
    at: null,
  },
  {
    name: 'a message with string IDs',
    type: 'new_message',
    data: {
      ...message,
      id: '12342019624',
      conversationId: '4113510502',
      author: { id: '17035536800', type: 'contact' },
    },
    event: { kind: 'message', conversationId: 4113510502, messageId: '12342019624', authorId: 17035536800 },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message that an app posted',
    type: 'new_message',
    data: { ...message, attributes: { developer_app_id: 'app-1' } },
    event: { kind: 'message', appId: 'app-1' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message that an app with a number posted',
    type: 'new_message',
    data: { ...message, attributes: { developer_app_id: 9 } },
    event: { kind: 'message', appId: '9' },
    key: '12342019624',
    at: AT,
  },
  {
    name: "a message that tells the visitor's time zone",
    type: 'new_message',
    data: { ...message, context: { ip: '10.0.0.1', timezone: 'Europe/Berlin' } },
    event: { kind: 'message', timeZone: 'Europe/Berlin' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'what a bot said before the first message',
    type: 'new_message',
    data: {
      ...message,
      author: { id: 5, type: 'contact' },
      attributes: {
        preMessages: [
          7,
          { body: 'Hello' },
          { body: '<p>Your number?</p>', sender: { id: 9, type: 'user', bot: true }, messageType: 'CHAT' },
        ],
      },
    },
    event: {
      kind: 'message',
      saidBefore: [
        { author: 'bot', html: 'Hello' },
        { author: 'bot', html: '<p>Your number?</p>' },
      ],
    },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a message of no conversation',
    type: 'new_message',
    data: { id: 5, body: 'x' },
    event: { kind: 'other', conversationId: null },
    key: '5',
    at: null,
  },
  {
    name: 'a message without an ID',
    type: 'new_message',
    data: { conversationId: 6, body: 'x' },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a message whose optional parts are of wrong types',
    type: 'new_message',
    data: { ...message, author: 'me', attributes: 7, context: [], createdAt: 'today' },
    event: { kind: 'message', author: 'bot', appId: null, timeZone: null },
    key: '12342019624',
    at: null,
  },
  {
    name: 'a command',
    type: 'new_command_message',
    data: { ...message, body: '/sms' },
    event: { kind: 'other', conversationId: 4113510502 },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a new conversation',
    type: 'new_conversation',
    data: { id: 4113510502, contactId: 17035536800, status: 'open', createdAt: AT },
    event: {
      kind: 'conversation_opened',
      conversationId: 4113510502,
      contactId: 17035536800,
      status: 'open',
    },
    key: '4113510502',
    at: AT,
  },
  {
    name: 'a new conversation with nothing but its ID',
    type: 'new_conversation',
    data: { id: '4113510502' },
    event: { kind: 'conversation_opened', conversationId: 4113510502, contactId: null, status: null },
    key: '4113510502',
    at: null,
  },
  {
    name: "the older documents' conversation_started",
    type: 'conversation_started',
    data: { conversationId: 4113510502, contactId: 5, createdAt: AT },
    event: { kind: 'conversation_opened', conversationId: 4113510502, contactId: 5 },
    key: '4113510502',
    at: AT,
  },
  {
    name: 'a new conversation without an ID',
    type: 'new_conversation',
    data: { contactId: 5 },
    event: { kind: 'other', conversationId: null },
    key: HASH,
    at: null,
  },
  {
    name: 'a clicked button is chat of the visitor',
    type: 'button_clicked',
    data: { id: 8, conversationId: 6, body: 'Yes', author: { id: 5, type: 'contact' } },
    event: { kind: 'message', author: 'visitor', type: 'chat', html: 'Yes', messageId: '8' },
    key: '8',
    at: null,
  },
  {
    name: 'a clicked button whose author says no type',
    type: 'button_clicked',
    data: { id: 8, conversationId: 6, body: 'Yes', author: { id: 5 } },
    event: { kind: 'message', author: 'visitor' },
    key: '8',
    at: null,
  },
  {
    name: 'the legacy button',
    type: 'button_action',
    data: { conversationId: 6, button: { value: 'yes' } },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a push, nested twice',
    type: 'conversation_push',
    data: { type: 'push', data: { conversationId: 4113510502 } },
    event: { kind: 'other', conversationId: 4113510502 },
    key: HASH,
    at: null,
  },
  {
    name: 'a push, nested twice, with a string ID',
    type: 'conversation_push',
    data: { data: { conversationId: '4113510502' } },
    event: { kind: 'other', conversationId: 4113510502 },
    key: HASH,
    at: null,
  },
  {
    name: 'an inactive conversation',
    type: 'conversation_inactive',
    data: { conversationId: 6 },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a manual push',
    type: 'conversation_manual_push',
    data: { conversationId: 6 },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a status by conversationId',
    type: 'conversation_status_updated',
    data: { conversationId: 6, status: 'CLOSED' },
    event: { kind: 'status_changed', conversationId: 6, status: 'closed' },
    key: HASH,
    at: null,
  },
  {
    name: 'a status by id',
    type: 'conversation_status_updated',
    data: { id: 6, status: 'closed' },
    event: { kind: 'status_changed', conversationId: 6, status: 'closed' },
    key: HASH,
    at: null,
  },
  {
    name: 'a status update without a status',
    type: 'conversation_status_updated',
    data: { id: 6 },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a participant who was added',
    type: 'conversation_participant_added',
    data: { conversationId: 6, addedParticipants: [41] },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'a participant who was removed',
    type: 'conversation_participant_removed',
    data: { conversationId: 6 },
    event: { kind: 'other', conversationId: 6 },
    key: HASH,
    at: null,
  },
  {
    name: 'an identified contact',
    type: 'contact_identified',
    data: { id: 5, attributes: { email: 'a@example.com' } },
    event: { kind: 'other', conversationId: null },
    key: HASH,
    at: null,
  },
  {
    name: 'a new phone of a contact',
    type: 'contact_updated',
    data: {
      endUserId: 5,
      timestamp: AT,
      diff: [{ name: 'attributes.phone', previous: null, updated: '415 555 2671' }],
    },
    event: { kind: 'contact_updated', contactId: 5, phone: '415 555 2671' },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'a phone that was taken away',
    type: 'contact_updated',
    data: { endUserId: 5, timestamp: AT, diff: [{ name: 'attributes.phone', previous: '1', updated: null }] },
    event: { kind: 'contact_updated', contactId: 5, phone: null, phoneRemoved: true, phoneBefore: '1' },
    key: `5:${AT}`,
    at: AT,
  },
  ...[null, '', '   '].flatMap((updated) => [
    {
      name: `a phone that was taken away, said by ${JSON.stringify(updated)}`,
      type: 'contact_updated',
      data: {
        endUserId: 5,
        timestamp: AT,
        diff: [{ name: 'attributes.phone', previous: 2025550143, updated }],
      },
      event: {
        kind: 'contact_updated' as const,
        phone: null,
        phoneRemoved: true as const,
        phoneBefore: '2025550143',
      },
      key: `5:${AT}`,
      at: AT,
    },
    {
      name: `the same in a map of changes, ${JSON.stringify(updated)}`,
      type: 'contact_updated',
      data: { endUserId: 5, timestamp: AT, diff: { 'attributes.phone': { updated } } },
      event: { kind: 'contact_updated' as const, phone: null, phoneRemoved: true as const },
      key: `5:${AT}`,
      at: AT,
    },
    {
      name: `the same in the contact itself, ${JSON.stringify(updated)}`,
      type: 'contact_updated',
      data: { endUserId: 5, timestamp: AT, attributes: { phone: updated } },
      event: { kind: 'contact_updated' as const, phone: null, phoneRemoved: true as const },
      key: `5:${AT}`,
      at: AT,
    },
  ]),
  {
    name: 'a phone that was changed twice in one update',
    type: 'contact_updated',
    data: {
      endUserId: 5,
      timestamp: AT,
      diff: [
        { name: 'attributes.phone', previous: '1', updated: '2' },
        { name: 'attributes.phone', previous: '2', updated: '415 555 2671' },
      ],
    },
    event: { kind: 'contact_updated', phone: '415 555 2671', phoneBefore: '2' },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'a phone that cannot be read is no removal',
    type: 'contact_updated',
    data: { endUserId: 5, timestamp: AT, diff: [{ name: 'attributes.phone', updated: { a: 1 } }] },
    event: { kind: 'contact_updated', contactId: 5, phone: null },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'another attribute of a contact',
    type: 'contact_updated',
    data: { endUserId: 5, timestamp: AT, diff: [{ name: 'attributes.city', updated: 'Rome' }] },
    event: { kind: 'contact_updated', contactId: 5, phone: null },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'an update of a contact that says no time',
    type: 'contact_updated',
    data: { endUserId: 5, diff: [] },
    event: { kind: 'contact_updated', contactId: 5 },
    key: HASH,
    at: null,
  },
  {
    name: 'an update of nobody',
    type: 'contact_updated',
    data: { timestamp: AT },
    event: { kind: 'other' },
    key: HASH,
    at: AT,
  },
  {
    name: 'a captured phone',
    type: 'phone_captured',
    data: { conversationId: 6, contactId: 5, phone: '4155552671' },
    event: { kind: 'phone_captured', conversationId: 6, contactId: 5, phone: '4155552671' },
    key: HASH,
    at: null,
  },
  ...[
    { conversationId: 6, authorId: 5, authorType: 'contact', phoneNumber: '415-555-2671' },
    { conversationId: '6', authorId: '5', authorType: 'contact', phoneNumber: '415-555-2671' },
    { data: { conversationId: 6, authorId: 5, authorType: 'contact', phoneNumber: '415-555-2671' } },
  ].map((data) => ({
    name: `a captured phone as Drift sends it: ${JSON.stringify(data)}`,
    type: 'phone_captured',
    data,
    event: { kind: 'phone_captured' as const, conversationId: 6, contactId: 5, phone: '415-555-2671' },
    key: HASH,
    at: null,
  })),
  {
    name: 'a captured phone that is a number',
    type: 'phone_captured',
    data: { conversationId: 6, authorId: 5, authorType: 'contact', phoneNumber: 4155552671 },
    event: { kind: 'phone_captured', conversationId: 6, contactId: 5, phone: '4155552671' },
    key: HASH,
    at: null,
  },
  {
    name: 'a captured phone that a rep wrote down names no contact',
    type: 'phone_captured',
    data: { conversationId: 6, authorId: 41, authorType: 'user', phoneNumber: '4155552671' },
    event: { kind: 'phone_captured', conversationId: 6, contactId: null, phone: '4155552671' },
    key: HASH,
    at: null,
  },
  {
    name: 'a captured phone among the attributes',
    type: 'phone_captured',
    data: { conversationId: 6, endUserId: 5, attributes: { phone: '4155552671' } },
    event: { kind: 'phone_captured', contactId: 5, phone: '4155552671' },
    key: HASH,
    at: null,
  },
  {
    name: 'a captured phone that is not there',
    type: 'phone_captured',
    data: { data: { conversationId: 6 } },
    event: { kind: 'phone_captured', conversationId: 6, contactId: null, phone: null },
    key: HASH,
    at: null,
  },
  ...[
    'new_meeting',
    'meeting_updated',
    'playbook_goal_met',
    'user_availability_updated',
    'user_unsubscribed',
    'chat_to_call',
    'gdpr_delete_requested',
    'something_new',
    'constructor',
  ].map((type) => ({
    name: `nothing that we act on: ${type}`,
    type,
    data: { userId: 41 },
    event: { kind: 'other' as const, conversationId: null },
    key: HASH,
    at: null,
  })),
  {
    name: 'an event without data',
    type: 'app_disconnected',
    event: { kind: 'app_disconnected', conversationId: null },
    key: HASH_AND_TIME,
    at: null,
  },
  {
    name: 'data that is null',
    type: 'app_disconnected',
    data: null,
    event: { kind: 'app_disconnected', conversationId: null },
    key: HASH_AND_TIME,
    at: null,
  },
  {
    name: 'data that is text',
    type: 'something_new',
    data: 'hello',
    event: { kind: 'other', conversationId: null },
    key: HASH,
    at: null,
  },
  {
    name: 'somebody who may be a bot counts as one',
    type: 'new_message',
    data: { ...message, author: { id: 1, type: 'user', bot: 'true' } },
    event: { kind: 'message', author: 'bot' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a time that is none, such as one in nanoseconds',
    type: 'new_message',
    data: { ...message, createdAt: AT * 1e6 },
    event: { kind: 'message' },
    key: '12342019624',
    at: null,
  },
  {
    name: 'a message with a NUL in it',
    type: 'new_message',
    data: { ...message, body: 'a\u0000b' },
    event: { kind: 'message', html: 'ab' },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a time zone that is no name of one',
    type: 'new_message',
    data: { ...message, context: { timezone: 'a\u0000b' } },
    event: { kind: 'message', timeZone: null },
    key: '12342019624',
    at: AT,
  },
  {
    name: 'a new phone beside a change that cannot be read',
    type: 'contact_updated',
    data: {
      endUserId: 5,
      timestamp: AT,
      diff: [7, { updated: 1 }, { name: 'attributes.phone', updated: '415 555 2671' }],
    },
    event: { kind: 'contact_updated', phone: '415 555 2671' },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'a new phone that is a number',
    type: 'contact_updated',
    data: { endUserId: 5, timestamp: AT, diff: [{ name: 'phone', updated: 4155552671 }] },
    event: { kind: 'contact_updated', phone: '4155552671' },
    key: `5:${AT}`,
    at: AT,
  },
  {
    name: 'a captured phone one level down',
    type: 'phone_captured',
    data: { data: { conversationId: 6, phone: '4155552671' } },
    event: { kind: 'phone_captured', conversationId: 6, phone: '4155552671' },
    key: HASH,
    at: null,
  },
];

describe('naming a Drift event', () => {
  test.each(rows)('$type: $name', ({ type, data, event, key, at }) => {
    const named = parseDriftEvent(envelope(type, data));
    expect(named).toMatchObject({ source: 'drift', orgId: 77, type, occurredAt: at ?? null, event });
    const [org, ofType, ...rest] = named.eventKey.split(':');
    expect([org, ofType]).toEqual(['77', type]);
    if (typeof key === 'string') expect(rest.join(':')).toBe(key);
    else expect(rest.join(':')).toMatch(key);
    expect(named.eventId).toBe(named.eventKey);
  });

  test.each([
    ['id', 'evt_42', 'evt_42'],
    ['eventId', 'evt_42', 'evt_42'],
    ['id', 42, '42'],
    ['eventId', '6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c', '6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c'],
  ])(
    "an %s on the envelope, %j, is the event's ID and makes two deliveries the same",
    (name, given, expected) => {
      const first = parseDriftEvent(envelope('new_message', message, { [name]: given }));
      const second = parseDriftEvent(
        envelope('new_message', { ...message, body: 'more' }, { [name]: given }),
      );
      expect(first.eventId).toBe(expected);
      expect(first.eventKey).toBe(`77:${expected}`);
      expect(second.eventKey).toBe(first.eventKey);
    },
  );

  test.each([
    'ana@example.com',
    '+14155552671',
    'has a space',
    'a/b',
    '',
    'x'.repeat(129),
    '\u0000',
    'é',
    -1,
    1.5,
    true,
    [],
    { $ne: null },
  ])('an event ID that could be personal or hostile, %j, names nothing: the key is derived', (id) => {
    const named = parseDriftEvent(envelope('new_message', message, { id }));
    expect(named.eventKey).toBe('77:new_message:12342019624');
    expect(named.eventId).toBe(named.eventKey);
  });

  test.each([
    'ana@example.com',
    '+14155552671',
    'Ana García',
    '1; DROP TABLE inbox',
    "' OR 1=1",
    '../../etc',
    'a:b',
    '\u0000',
    '',
  ])('a message ID that is no ID, %j, does not get into the key', (id) => {
    const { eventKey } = parseDriftEvent(envelope('new_message', { ...message, id }));
    expect(eventKey).toMatch(/^77:new_message:[0-9a-f]{64}$/);
  });

  test.each([
    ['null', null],
    ['a string', 'new_message'],
    ['a number', 7],
    ['a list', []],
    ['an empty object', {}],
    ['no org', { type: 'new_message', data: {} }],
    ['an org that is no number', { orgId: 'seven', type: 'new_message', data: {} }],
    ['a negative org', { orgId: -7, type: 'new_message' }],
    ['no type', { orgId: 7, data: {} }],
    ['a type that is no word', { orgId: 7, type: 'new message\n', data: {} }],
    ['an endless type', { orgId: 7, type: 'x'.repeat(101), data: {} }],
  ])('%s is refused as malformed, without quoting it', (_name, payload) => {
    const parse = () => parseDriftEvent(payload);
    expect(parse).toThrow(MalformedEvent);
    expect(parse).toThrow(
      /^not a Drift event: ("(orgId|type)" is missing or of the wrong type|expected a JSON object)$/,
    );
  });
});

describe('an ID that is too large for JavaScript', () => {
  const BIG = '9007199254740993';
  test.each([
    ['new_conversation', { id: BIG, contactId: 5 }],
    ['conversation_started', { conversationId: BIG }],
    ['new_conversation', { id: 6, contactId: BIG }],
    ['new_message', { ...message, conversationId: BIG }],
    ['new_message', { ...message, author: { id: BIG, type: 'contact' } }],
    ['button_clicked', { ...message, conversationId: '18014398509481985' }],
    ['conversation_status_updated', { conversationId: BIG, status: 'closed' }],
    ['conversation_status_updated', { id: BIG, status: 'closed' }],
    ['phone_captured', { conversationId: BIG, phoneNumber: '1' }],
    ['phone_captured', { conversationId: 6, authorId: BIG, authorType: 'contact' }],
    ['contact_updated', { endUserId: BIG, timestamp: AT }],
    ['phone_captured', { data: { conversationId: BIG } }],
    ['new_message', { ...message, conversationId: 2 ** 60 }],
    ['new_message', { ...message, conversationId: `000${BIG}` }],
    ['new_message', { ...message, id: 2 ** 53 }],
    ['button_clicked', { ...message, id: 1e21 }],
  ])('%s %j cannot be read, and is not taken for one of no consequence', (type, data) => {
    expect(parseDriftEvent(envelope(type, data)).event).toMatchObject({
      kind: 'unreadable',
      why: 'id_beyond_range',
    });
  });

  test('nor for the same event as its neighbour, of an org that is too large either', () => {
    const key = (id: string, orgId: unknown = 77) =>
      parseDriftEvent({ ...envelope('new_conversation', { id }), orgId }).eventKey;
    expect(key('9007199254740993')).not.toBe(key('9007199254740992'));
    expect(key('5', '9007199254740993')).toBe('9007199254740993:new_conversation:5');
    expect(parseDriftEvent({ ...envelope('new_message', message), orgId: BIG })).toMatchObject({
      orgId: null,
      event: { kind: 'unreadable' },
    });
  });

  test("a message's own ID is kept as it is", () => {
    expect(parseDriftEvent(envelope('new_message', { ...message, id: BIG }))).toMatchObject({
      eventKey: `77:new_message:${BIG}`,
      event: { kind: 'message', messageId: BIG },
    });
  });
});

describe('the time of a Drift event', () => {
  const at = (createdAt: unknown) => parseDriftEvent(envelope('new_message', { ...message, createdAt }));
  test.each([AT, AT / 1_000, AT / 1_000 + 0.25, String(AT), String(AT / 1_000)])(
    '%j is told apart as seconds or milliseconds',
    (createdAt) => {
      expect(Math.floor((at(createdAt).occurredAt ?? 0) / 1_000)).toBe(AT / 1_000);
    },
  );
  test.each([
    0,
    1,
    -1,
    1_000,
    86_400_000,
    1e9,
    AT * 1_000,
    AT * 1e6,
    4_102_444_800_001,
    '',
    'today',
    '0',
    null,
    {},
    [AT],
    NaN,
  ])('%j is no time: the time of arrival counts', (createdAt) => {
    expect(at(createdAt)).toMatchObject({ occurredAt: null, event: { createdAt: null } });
  });
  test('one that lies ahead puts a message behind no other', () => {
    expect(at(Date.now() + 40 * 86_400_000).event).toMatchObject({ createdAt: null });
  });
  test('the key of an update stays the same, in whatever unit its time is', () => {
    const key = (timestamp: number) =>
      parseDriftEvent(envelope('contact_updated', { endUserId: 5, timestamp })).eventKey;
    expect(key(AT / 1_000)).toBe(`77:contact_updated:5:${AT / 1_000}`);
    expect(key(AT)).toBe(`77:contact_updated:5:${AT}`);
  });
});

describe('the key of a Drift event', () => {
  const types = fc.constantFrom(...new Set(rows.map(({ type }) => type)));
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

  /** The same content with every object's keys in reverse order. */
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, part]) => [name, reversed(part)]),
    );
  };

  test('is the same for equal content in another order of keys', () => {
    fc.assert(
      fc.property(types, json, (type, data) => {
        const payload = envelope(type, data);
        expect(parseDriftEvent(reversed(payload)).eventKey).toBe(parseDriftEvent(payload).eventKey);
      }),
      { numRuns: 500 },
    );
  });

  test('is the same whatever token it came with: a token may be rotated between two deliveries', () => {
    fc.assert(
      fc.property(types, json, fc.string(), (type, data, token) => {
        expect(parseDriftEvent({ ...envelope(type, data), token }).eventKey).toBe(
          parseDriftEvent(envelope(type, data)).eventKey,
        );
      }),
    );
  });

  test('differs by org, by type, and by content where there is no ID', () => {
    const key = (payload: unknown) => parseDriftEvent(payload).eventKey;
    const push = (conversationId: number) => envelope('conversation_push', { data: { conversationId } });
    expect(key(push(1))).not.toBe(key(push(2)));
    expect(key({ ...envelope('new_message', message), orgId: 78 })).not.toBe(
      key(envelope('new_message', message)),
    );
    expect(key(envelope('new_command_message', message))).not.toBe(key(envelope('new_message', message)));
    const changed = (timestamp: number) => envelope('contact_updated', { endUserId: 5, timestamp });
    expect(key(changed(1))).not.toBe(key(changed(2)));
  });

  test('of a message does not hang on its other content: an edit in flight is the same event', () => {
    const keys = ['a', 'b'].map(
      (body) => parseDriftEvent(envelope('new_message', { ...message, body })).eventKey,
    );
    expect(keys[0]).toBe(keys[1]);
  });

  test('holds nothing but words, numbers, dashes and colons, whatever is in the event', () => {
    const hostile = fc.record({
      id: fc.jsonValue(),
      conversationId: fc.jsonValue(),
      endUserId: fc.jsonValue(),
      timestamp: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        types,
        fc.oneof(json, hostile),
        fc.jsonValue(),
        fc.jsonValue(),
        (type, data, id, eventId) => {
          const named = parseDriftEvent({ ...envelope(type, data), id, eventId });
          expect(named.eventKey).toMatch(/^[\w.:-]{1,250}$/);
          expect(named.eventId).toMatch(/^[\w.:-]{1,250}$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what is kept of a Drift event', () => {
  test('everything as sent, less the token', () => {
    const payload = envelope('new_message', { ...message, surprise: { deep: [1, null] } }, { also: 'this' });
    const rest = Object.entries(payload).filter(([name]) => name !== 'token');
    expect(parseDriftEvent(payload).raw).toEqual(Object.fromEntries(rest));
  });

  test('the token never is, whatever its kind and whatever else there is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (token, more) => {
        const { raw } = parseDriftEvent({ ...more, orgId: 7, type: 'new_message', data: {}, token });
        expect(Object.keys(raw as object)).not.toContain('token');
      }),
    );
  });

  test('the payload that was given is left as it was', () => {
    const payload = envelope('new_message', message);
    const before = structuredClone(payload);
    parseDriftEvent(payload);
    expect(payload).toEqual(before);
  });
});
