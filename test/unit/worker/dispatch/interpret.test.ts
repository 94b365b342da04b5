import { describe, expect, test } from '@jest/globals';
import type { ChatMessage, Event, TextReceived } from '../../../../src/contracts/events.js';
import { interpret } from '../../../../src/worker/dispatch/interpret.js';

const settings = { botMessages: false, defaultCountry: 'US' } as const;
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
const text = (body: string, optOutType: string | null = null): TextReceived => ({
  kind: 'text_received',
  messageSid: 'SM1',
  visitorNumber: '+12125550101',
  ourNumber: '+12125550100',
  body,
  media: [],
  optOutType,
});

describe('what a message in the chat means', () => {
  test.each([
    ["a rep's", message({ author: 'rep' }), { kind: 'answer' }],
    ["a bot's", message({ author: 'bot' }), { kind: 'nothing', why: 'a bot wrote it' }],
    [
      "a rep's note",
      message({ author: 'rep', type: 'private_note' }),
      { kind: 'nothing', why: 'not a chat message' },
    ],
    [
      "a visitor's edit",
      message({ type: 'edit', html: 'STOP' }),
      { kind: 'nothing', why: 'not a chat message' },
    ],
    [
      "a visitor's",
      message({}),
      { kind: 'visitor_wrote', optsOut: false, numbers: { given: { nothing: null }, named: [] } },
    ],
    [
      'a visitor who gives a number',
      message({ html: 'call <b>+1 212 555 0101</b>' }),
      { kind: 'visitor_wrote', optsOut: false, numbers: { given: { nothing: '+12125550101' } } },
    ],
    [
      'a visitor who names a number that is not theirs',
      message({ html: 'My order number is <b>212 555 0101</b>' }),
      { kind: 'visitor_wrote', numbers: { given: { nothing: null, phone: null }, named: ['+12125550101'] } },
    ],
    ['a visitor who wants no texts', message({ html: 'STOP' }), { kind: 'visitor_wrote', optsOut: true }],
  ])('%s', (_name, event, meaning) => {
    expect(interpret(event, settings)).toMatchObject({ of: 'chat', meaning });
  });

  test('a bot may reach the phone if BOT_MESSAGES is on, and still answers nothing', () => {
    const event = message({ author: 'bot' });
    expect(interpret(event, { ...settings, botMessages: true })).toEqual({
      of: 'chat',
      meaning: { kind: 'for_phone', message: event },
    });
  });
});

describe('what another event of the chat means', () => {
  const opened = { kind: 'conversation_opened', conversationId: 1, contactId: 5 } as const;
  const captured = {
    kind: 'phone_captured',
    conversationId: 1,
    contactId: 5,
    phone: '+12125550101',
  } as const;
  const updated = { kind: 'contact_updated', contactId: 5 } as const;
  const usable = { kind: 'usable', e164: '+12125550101' };
  test.each<[string, Event, object]>([
    ['it was opened', { ...opened, status: 'open' }, { kind: 'opened', isClosed: false }],
    ['it was opened and closed', { ...opened, status: 'closed' }, { kind: 'opened', isClosed: true }],
    ['a greeting went out to many', { ...opened, status: 'bulk_sent' }, { kind: 'nothing' }],
    ['it was closed', { kind: 'status_changed', conversationId: 1, status: 'closed' }, { kind: 'closed' }],
    ['it was reopened', { kind: 'status_changed', conversationId: 1, status: 'open' }, { kind: 'reopened' }],
    ['a number was captured', captured, { kind: 'phone_in_chat', conversationId: 1, phone: usable }],
    [
      'a number was captured that is none',
      { ...captured, phone: 'later' },
      { kind: 'phone_in_chat', phone: { kind: 'unusable' } },
    ],
    [
      'some number was captured',
      { ...captured, phone: null },
      { kind: 'phone_in_chat', phone: { kind: 'look_up' } },
    ],
    [
      'a number was captured, of a contact alone',
      { ...captured, conversationId: null },
      { kind: 'phone_of_contact', contactId: 5, phone: usable },
    ],
    [
      'a number was captured, of nobody',
      { ...captured, conversationId: null, contactId: null },
      { kind: 'nothing', why: 'names nobody' },
    ],
    [
      'the contact has a new number',
      { ...updated, phone: '(212) 555-0101' },
      { kind: 'phone_of_contact', contactId: 5, phone: usable },
    ],
    [
      'the contact has no number any more',
      { ...updated, phone: null, phoneRemoved: true, phoneBefore: '(212) 555-0101' },
      { kind: 'phone_gone', contactId: 5, before: '+12125550101', now: { status: 'none' } },
    ],
    [
      'the number was replaced by words',
      { ...updated, phone: 'n/a', phoneBefore: '2125550101' },
      { kind: 'phone_gone', contactId: 5, before: '+12125550101', now: { status: 'invalid' } },
    ],
    ['the contact has no new number', { ...updated, phone: null }, { kind: 'nothing' }],
    ['anything else', { kind: 'other', conversationId: 1 }, { kind: 'nothing' }],
  ])('%s', (_name, event, meaning) => {
    expect(interpret(event, settings)).toMatchObject({ of: 'chat', meaning });
  });
});

describe("what a visitor's text means", () => {
  test.each([
    ['STOP', null, { kind: 'stop', how: 'keyword' }],
    ['whatever', 'STOP', { kind: 'stop', how: 'keyword' }],
    ['please stop texting me', null, { kind: 'stop', how: 'wording' }],
    ['🤚', null, { kind: 'stop', how: 'doubtful' }],
    ['START', null, { kind: 'start' }],
    ['HELP', null, { kind: 'help' }],
    ['Tomorrow at nine', null, { kind: 'words' }],
  ])('%s (%s)', (body, optOutType, meaning) => {
    expect(interpret(text(body, optOutType), settings)).toMatchObject({ of: 'text', meaning });
  });
});

test.each<[string, Event]>([
  ['operator', { kind: 'refresh_asked', conversationId: 1 }],
  ['operator', { kind: 'look_asked', conversationId: 1 }],
  [
    'text_status',
    {
      ...{ kind: 'text_status', messageSid: 'SM1', status: 'delivered' },
      ...{ errorCode: null, ledgerId: null, ourNumber: null },
    },
  ],
])('an event for its %s handler passes as it is: %j', (of, event) => {
  expect(interpret(event, settings)).toEqual({ of, meaning: event });
});
