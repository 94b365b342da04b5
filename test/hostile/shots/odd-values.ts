import fc from '../../support/fast-check.js';

/** A token of JSON text that no JavaScript value stands for; `toJsonText` writes it as it is. */
const rawToken = (text: string) => `\u0001raw:${text}\u0001`;

/** Valid JSON, wrong or odd nearly everywhere. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    ' ',
    0,
    -0,
    -1,
    1.5,
    1e308,
    5e-324,
    2 ** 53,
    2 ** 63,
    -(2 ** 31),
  ),
  fc
    .constantFrom('9007199254740993', '123456789012345678901234567890', '1e999', '-1e999', '1E-400')
    .map(rawToken),
  fc.constantFrom<unknown>([], {}, [[]], [{}], [null], { id: {} }, { toString: 1, valueOf: 2, then: 3 }),
  fc.constantFrom(
    '9'.repeat(17),
    '-5',
    '0x10',
    '1e3',
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
    'a\u0000b',
    '\ud83d',
    '\udc00\ud800',
    '\u0007\u001b[31m',
    '\u202e\u2066',
    '\uffff',
    "'; DROP TABLE inbox; --",
    '${7*7}{{7*7}}',
    '<script>alert(1)</script>',
    '<p>'.repeat(200),
    '../../etc/passwd',
    '\r\nSet-Cookie: a=b',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 1, max: 40_000 }).map((length) => 'x'.repeat(length)),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.jsonValue({ maxDepth: 4 }),
);

/** JSON text of a value with raw tokens in it. */
export const toJsonText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/"\\u0001raw:([^"\\]*)\\u0001"/g, '$1');

/** Keys that mean something to JavaScript or to whoever merges objects. As text: no object literal can carry them. */
export const trickyMembers = fc.constantFrom(
  '"__proto__":{"orgId":1,"token":"x","isAdmin":true}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"toString":1,"valueOf":1,"hasOwnProperty":1',
  '"toJSON":1,"then":1',
  '"\\u005f_proto__":null',
  '"":0,"\\u0000":1,"\\ud800":2',
);
