import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { MalformedEvent } from '../../../../src/vendors/malformed-event.js';
import type { FormParameters } from '../../../../src/vendors/sms.js';
import { parseInboundText, parseTextStatus } from '../../../../src/vendors/twilio/webhook-event.js';

const SID = 'SM0123456789abcdef0123456789ABCDEF';
const LEDGER = '6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c';
const inbound: FormParameters = {
  MessageSid: SID,
  AccountSid: 'AC0123456789abcdef0123456789abcdef',
  From: '+14155552671',
  To: '+12025550123',
  Body: 'Hello',
  NumMedia: '0',
};
const status: FormParameters = {
  MessageSid: SID,
  MessageStatus: 'delivered',
  From: '+12025550123',
  To: '+14155552671',
};

const changed = (form: FormParameters, name: string, value: string | undefined): FormParameters =>
  Object.fromEntries([
    ...Object.entries(form).filter(([other]) => other !== name),
    ...(value === undefined ? [] : [[name, value] as const]),
  ]);

describe('an inbound text', () => {
  test('is keyed by its SID, and its parameters are kept as sent', () => {
    const form = { ...inbound, Surprise: 'new' };
    expect(parseInboundText(form)).toEqual({
      source: 'twilio',
      orgId: null,
      type: 'inbound',
      eventKey: `${SID}:received`,
      eventId: `${SID}:received`,
      occurredAt: null,
      event: {
        kind: 'text_received',
        messageSid: SID,
        visitorNumber: '+14155552671',
        ourNumber: '+12025550123',
        body: 'Hello',
        media: [],
        optOutType: null,
      },
      raw: form,
    });
  });

  const image = { url: 'https://api.twilio.com/1', contentType: 'image/png' };
  test.each([
    ['no body', { Body: [] }, { body: '' }],
    ['a NUL in its body, which is dropped', { Body: 'a\u0000b' }, { body: 'ab' }],
    ['an empty body', { Body: '' }, { body: '' }],
    ['a body that comes twice: the first', { Body: ['one', 'two'] }, { body: 'one' }],
    ['the opt-out judgement of Twilio, in capitals', { OptOutType: 'stop' }, { optOutType: 'STOP' }],
    [
      'one picture',
      { NumMedia: '1', MediaUrl0: image.url, MediaContentType0: image.contentType },
      { media: [image] },
    ],
    [
      'a picture without a type',
      { NumMedia: '1', MediaUrl0: image.url },
      { media: [{ ...image, contentType: '' }] },
    ],
    [
      'a picture that is announced only',
      { NumMedia: '2', MediaUrl0: image.url, MediaContentType0: image.contentType },
      { media: [image] },
    ],
    ['a picture that is not announced', { MediaUrl0: image.url }, { media: [] }],
    ['a senseless number of pictures', { NumMedia: 'many', MediaUrl0: image.url }, { media: [] }],
    ['a negative number of pictures', { NumMedia: '-1', MediaUrl0: image.url }, { media: [] }],
    ['an MMS', { MessageSid: SID.replace('SM', 'MM') }, { messageSid: SID.replace('SM', 'MM') }],
    ['a sender by another channel', { From: 'rcs:brand_x' }, { visitorNumber: 'rcs:brand_x' }],
  ])('may have %s', (_name, more, expected) => {
    expect(parseInboundText({ ...inbound, ...more }).event).toMatchObject(expected);
  });

  test('has ten media at most, whatever number it claims', () => {
    const media = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`MediaUrl${i}`, `https://a.example/${i}`]),
    );
    for (const NumMedia of ['11', '50', '1e9', 'Infinity']) {
      expect(parseInboundText({ ...inbound, ...media, NumMedia }).event).toMatchObject({
        media: { length: 10 },
      });
    }
  });

  test.each([
    ['MessageSid', undefined],
    ['MessageSid', ''],
    ['MessageSid', 'SM123'],
    ['MessageSid', `${SID}0`],
    ['MessageSid', 'XX0123456789abcdef0123456789ABCDEF'],
    ['MessageSid', `${SID}\n`],
    ['From', undefined],
    ['From', ''],
    ['From', 'x'.repeat(101)],
    ['From', '+1415555\u00002671'],
    ['To', undefined],
    ['To', ''],
  ])('whose %s is %j is refused: the message names the parameter, never a value', (name, value) => {
    const form = changed(inbound, name, value);
    expect(() => parseInboundText(form)).toThrow(
      new MalformedEvent(`parameter ${name} is missing or malformed`),
    );
  });
});

describe('a status callback', () => {
  test('is keyed by SID and status: each status is an event of its own', () => {
    expect(parseTextStatus(status, LEDGER)).toEqual({
      source: 'twilio',
      orgId: null,
      type: 'status',
      eventKey: `${SID}:delivered`,
      eventId: `${SID}:delivered`,
      occurredAt: null,
      event: {
        kind: 'text_status',
        messageSid: SID,
        status: 'delivered',
        errorCode: null,
        ledgerId: LEDGER,
        ourNumber: '+12025550123',
      },
      raw: status,
    });
  });

  test.each([
    ['30006', '30006'],
    [undefined, null],
    ['', null],
    ['none', null],
    ['-1', null],
    ['12345678901', null],
    ["30006'; --", null],
  ])('with the error code %j has %j', (ErrorCode, errorCode) => {
    const form = ErrorCode === undefined ? status : { ...status, ErrorCode };
    expect(parseTextStatus(form, LEDGER).event).toMatchObject({ errorCode });
  });

  test.each([undefined, '', '42', LEDGER.toUpperCase(), `${LEDGER}x`, "'; DROP TABLE ledger; --"])(
    'with the ledger ID %j belongs to no entry by that ID',
    (ledgerId) => {
      expect(parseTextStatus(status, ledgerId).event).toMatchObject({ ledgerId: null });
    },
  );

  test.each([
    ['MessageSid', undefined],
    ['MessageSid', 'SM1'],
    ['MessageStatus', undefined],
    ['MessageStatus', ''],
    ['MessageStatus', 'DELIVERED'],
    ['MessageStatus', 'x'.repeat(31)],
  ])('whose %s is %j is refused', (name, value) => {
    const form = changed(status, name, value);
    expect(() => parseTextStatus(form, LEDGER)).toThrow(
      new MalformedEvent(`parameter ${name} is missing or malformed`),
    );
  });

  test('of a status that Twilio adds some day is an event like any other', () => {
    expect(parseTextStatus({ ...status, MessageStatus: 'partially_delivered' }, LEDGER).eventKey).toBe(
      `${SID}:partially_delivered`,
    );
  });
});

test('any form gives an event or names what is missing', () => {
  const form = fc.dictionary(
    fc.oneof(
      fc.constantFrom('MessageSid', 'From', 'To', 'Body', 'NumMedia', 'MessageStatus', '__proto__'),
      fc.string(),
    ),
    fc.oneof(fc.string(), fc.constantFrom(SID, '+14155552671', 'sent'), fc.array(fc.string())),
  );
  const orMissing = (parse: () => { eventKey: string }) => {
    try {
      expect(parse().eventKey).toMatch(/^(SM|MM)[0-9a-fA-F]{32}:[a-z_]+$/);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedEvent);
    }
  };
  fc.assert(
    fc.property(form, (own) => {
      orMissing(() => parseInboundText(own));
      orMissing(() => parseTextStatus(own, undefined));
    }),
    { numRuns: 500 },
  );
});
