import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { FormParameters } from '../../../../src/vendors/sms.js';
import { inPlainNode } from '../../support/plain-node.js';
import { isSignedByTwilio } from '../../../../src/vendors/twilio/webhook-verification.js';

/** Twilio's rule written down a second time, from its documentation: URL, then each name with its distinct values, sorted. */
function sign(token: string, url: string, form: FormParameters): string {
  const pairs = Object.keys(form)
    .sort()
    .flatMap((name) => [...new Set([form[name] ?? []].flat())].sort().map((value) => name + value));
  return createHmac('sha1', token)
    .update(url + pairs.join(''), 'utf8')
    .digest('base64');
}

const TOKEN = '12345';
const URL_ = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const vector = (number: string) => ({
  CallSid: 'CA1234567890ABCDE',
  Caller: number,
  Digits: '1234',
  From: number,
  To: '+18005551212',
});

describe("Twilio's signature", () => {
  test.each([
    ['+14158675310', 'GvWf1cFY/Q7PnoempGyD5oXAezc='],
    ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ])("of the published example with %s is Twilio's own", (number, signature) => {
    expect(isSignedByTwilio(TOKEN, signature, URL_, vector(number))).toBe(true);
    expect(sign(TOKEN, URL_, vector(number))).toBe(signature);
  });

  const signature = 'GvWf1cFY/Q7PnoempGyD5oXAezc=';
  const form = vector('+14158675310');
  test.each<[string, string, string | undefined, string, FormParameters]>([
    ['another token', 'other', signature, URL_, form],
    ['no signature', TOKEN, undefined, URL_, form],
    ['an empty signature', TOKEN, '', URL_, form],
    ['a signature of another form', TOKEN, 'not base64 at all!', URL_, form],
    ['a signature that is cut', TOKEN, signature.slice(0, -2), URL_, form],
    ['another host', TOKEN, signature, 'https://other.com/myapp.php?foo=1&bar=2', form],
    ['another path', TOKEN, signature, 'https://mycompany.com/other?foo=1&bar=2', form],
    ['another query', TOKEN, signature, 'https://mycompany.com/myapp.php?foo=1&bar=3', form],
    ['http instead of https', TOKEN, signature, 'http://mycompany.com/myapp.php?foo=1&bar=2', form],
    ['a fragment, which is never part of it', TOKEN, signature, `${URL_}#rc=3`, form],
    ['a parameter that is missing', TOKEN, signature, URL_, { ...form, Digits: [] }],
    ['a parameter more', TOKEN, signature, URL_, { ...form, Extra: '1' }],
    ['a changed value', TOKEN, signature, URL_, { ...form, From: '+14158675311' }],
    ['no parameters', TOKEN, signature, URL_, {}],
  ])('does not fit %s', (_name, token, given, url, params) => {
    expect(isSignedByTwilio(token, given, url, params)).toBe(false);
  });

  test('covers parameters that nobody knows, empty values, and text in any script', () => {
    const own = { Body: 'Hé + you & me = ✓ 🙂\n100%', Surprise: 'new', Empty: '', zeta: '1', Alpha: '2' };
    expect(isSignedByTwilio(TOKEN, sign(TOKEN, URL_, own), URL_, own)).toBe(true);
    expect(isSignedByTwilio(TOKEN, sign(TOKEN, URL_, own), URL_, { ...own, Surprise: 'changed' })).toBe(
      false,
    );
  });

  test('covers every value of a name that comes more than once', () => {
    const own = { ...form, MediaUrl: ['https://b.example', 'https://a.example', 'https://b.example'] };
    const right = sign(TOKEN, URL_, own);
    expect(isSignedByTwilio(TOKEN, right, URL_, own)).toBe(true);
    expect(isSignedByTwilio(TOKEN, right, URL_, { ...own, MediaUrl: ['https://a.example'] })).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'covers a parameter called %s',
    (name) => {
      const own = Object.assign(Object.create(null) as Record<string, string>, form);
      own[name] = 'hostile';
      const right = sign(TOKEN, URL_, own);
      expect(isSignedByTwilio(TOKEN, right, URL_, own)).toBe(true);
      expect(isSignedByTwilio(TOKEN, right, URL_, form)).toBe(false);
      expect(isSignedByTwilio(TOKEN, signature, URL_, own)).toBe(false);
    },
  );

  test('of any form is accepted for that form and for no other token', () => {
    const names = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
    const values = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values, { maxKeys: 8 }), fc.string({ minLength: 1 }), (own, token) => {
        expect(isSignedByTwilio(token, sign(token, URL_, own), URL_, own)).toBe(true);
        expect(isSignedByTwilio(`${token}x`, sign(token, URL_, own), URL_, own)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever is sent as signature, the answer is no and not an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }), (given, url) => {
        expect(isSignedByTwilio('a-secret-that-nobody-guesses', given, url, form)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('of a URL that cannot be parsed is no, and nothing is thrown', async () => {
    const urls = [
      'not a url',
      'http://',
      '',
      '/webhooks/twilio/inbound',
      'https://a:b:c/',
      'http://[::1/',
      '%',
    ];
    const verdicts = await inPlainNode(`
      const { isSignedByTwilio } = await import('./src/vendors/twilio/webhook-verification.ts');
      const result = ${JSON.stringify(urls)}.map((url) => isSignedByTwilio('12345', '${signature}', url, { a: 'b' }));
    `);
    expect(verdicts).toEqual(urls.map(() => false));
  });
});
