import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { z } from 'zod';
import { readData, type WebhookData } from '../../../../src/vendors/drift/webhook-data.js';
import { parseDriftEvent } from '../../../../src/vendors/drift/webhook-event.js';

// What is read of an event's data, said as a schema: slower, and plain to see.
const id = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
]);
const asSent = z.number().min(1).max(4_102_444_800_000);
const moment = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{10,13}(?:\.\d+)?$/)
      .transform(Number),
  ])
  .transform((number) => (number < 4_102_444_800 ? Math.round(number * 1_000) : number))
  .pipe(
    z
      .number()
      .min(Date.UTC(2012, 0, 1))
      .max(4_102_444_800_000),
  );
const words = z.string().transform((text) => text.replaceAll('\u0000', ''));
const phone = z.union([words.pipe(z.string().max(100)), z.int().positive().transform(String)]);
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const object = z.looseObject({});
const changesByName = (byName: object) =>
  Object.entries(byName).map(([name, change]: [string, unknown]) => ({
    ...(typeof change === 'object' && !Array.isArray(change) ? change : {}),
    name,
  }));
const schema = z.object({
  id: maybe(z.union([id, z.string().max(64)])),
  conversationId: maybe(id),
  contactId: maybe(id),
  endUserId: maybe(id),
  status: maybe(z.string().max(40).toLowerCase()),
  createdAt: maybe(moment),
  timestamp: maybe(moment),
  type: maybe(z.string().max(100)),
  body: maybe(words),
  phone: maybe(phone),
  phoneNumber: maybe(phone),
  authorId: maybe(id),
  authorType: maybe(z.string().max(40)),
  author: maybe(z.object({ id: maybe(id), type: maybe(z.string()), bot: z.unknown().optional() })),
  attributes: maybe(object),
  attachments: z.unknown().optional(),
  context: maybe(z.object({ timezone: maybe(z.string().regex(/^[\w/+:-]{1,64}$/)) })),
  diff: maybe(z.union([z.array(z.unknown()), object.transform(changesByName)])),
  data: maybe(object),
});

function bySchema(given: unknown): WebhookData {
  const { context, ...read } = schema.parse(given);
  const timestampAsSent = maybe(asSent).parse((given as { timestamp?: unknown }).timestamp);
  return { ...read, timestampAsSent, timeZone: context?.timezone } as WebhookData;
}

/** Zod leaves out what is called __proto__; nobody reads it. */
const withoutProto = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, part: unknown) => plainPart(part)));
function plainPart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).filter(([name]) => name !== '__proto__'));
}

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map(withoutProto),
  fc.constantFrom<unknown>(
    ...[
      0,
      -0,
      -1,
      1,
      1.5,
      1e16,
      2 ** 53 - 1,
      2 ** 53,
      4_102_444_800_001,
      1_780_000_000_000,
      1_780_000_000,
      1_780_000_000.5,
    ],
    ...['1780000000', '1780000000000', '1780000000.25'],
    ...['12', '9999999999999999', '12345678901234567', '', '+1 (202) 555-0143', 'a\u0000b', '\u0000'],
    ...['x'.repeat(41), 'x'.repeat(65), 'x'.repeat(101), 'OPEN', 'America/New_York', null, true, false],
    ...[[], {}, { id: 5, type: 'user', bot: false }, { id: '7', type: 1 }, { timezone: 'Europe/Berlin' }],
    ...[{ timezone: 'no zone' }, [{ name: 'phone', updated: '+1' }], { phone: 2_025_550_143 }],
  ),
);
const parts = fc.dictionary(fc.constantFrom(...Object.keys(schema.shape), 'extra'), odd, {
  noNullPrototype: true,
});

describe("what is read of a Drift event's data", () => {
  test('is what a schema of it reads, whatever was sent', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const [read, expected] = [readData(given), bySchema(given)];
        expect({ ...read, author: { ...read.author } }).toEqual({
          ...expected,
          author: { ...expected.author },
        });
      }),
      { numRuns: 3_000 },
    );
  });

  test('does not hold a part that would be a prototype, and neither does what is kept', () => {
    const sent = JSON.parse(
      '{"orgId":7,"type":"other","token":"t","__proto__":{"x":1},"data":{"__proto__":{"id":5},"a":1}}',
    ) as unknown;
    const { raw, event } = parseDriftEvent(sent);
    expect(JSON.stringify(raw)).toBe('{"orgId":7,"type":"other","data":{"a":1}}');
    expect(event).toEqual({ kind: 'other', conversationId: null });
  });

  test('an org as text is the same org, and makes the same event', () => {
    const sent = (orgId: unknown) => parseDriftEvent({ orgId, type: 'odd', data: { a: 1 } });
    expect(sent('7').eventKey).toBe(sent(7).eventKey);
    expect(sent('7').orgId).toBe(7);
  });

  test('data that is no object is left out', () => {
    for (const data of [[1], 'text', 5, null, true])
      expect(parseDriftEvent({ orgId: 7, type: 'odd', data }).raw).toEqual({ orgId: 7, type: 'odd' });
  });
});
