import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { HeaderVerdict } from '../../../../src/vendors/chat.js';
import { verifyDriftHeaders } from '../../../../src/vendors/drift/webhook-verification.js';
import { sameSecret } from '../../../../src/platform/secrets/same-secret.js';

const TOKEN = 'verification-token';
const SECRET = 'signing-secret';
const body = Buffer.from('{"orgId":77,"type":"new_message","data":{"body":"Hé 🙂"}}');
const hmac = (secret: string, over: Buffer = body) => createHmac('sha256', secret).update(over).digest('hex');

const sentTokens = { none: undefined, right: TOKEN, wrong: 'other-token', empty: '' } as const;
const sentSignatures = {
  none: undefined,
  right: hmac(SECRET),
  wrong: hmac('other-secret'),
  empty: '',
} as const;
type Sent = keyof typeof sentTokens;

const rows: [token: boolean, hmac: boolean, sentToken: Sent, sentSignature: Sent, verdict: HeaderVerdict][] =
  [];
for (const sentToken of ['none', 'right', 'wrong', 'empty'] as const) {
  for (const sentSignature of ['none', 'right', 'wrong', 'empty'] as const) {
    // Nothing configured: nothing proves anything.
    rows.push([false, false, sentToken, sentSignature, 'forged']);
    // A token alone: the header decides, else the body has to; a signature is not looked at.
    const byToken = { none: 'token-needed', right: 'genuine', wrong: 'forged', empty: 'forged' } as const;
    rows.push([true, false, sentToken, sentSignature, byToken[sentToken]]);
    // A signing secret alone: only the right signature is genuine.
    const isSigned = sentSignature === 'right';
    rows.push([false, true, sentToken, sentSignature, isSigned ? 'genuine' : 'forged']);
    // Both: signed, and no wrong token beside it.
    const tokenFits = sentToken === 'none' || sentToken === 'right';
    rows.push([true, true, sentToken, sentSignature, isSigned && tokenFits ? 'genuine' : 'forged']);
  }
}

describe('what headers and raw body of a Drift webhook prove', () => {
  test.each(rows)(
    'token configured %s, HMAC configured %s, token sent: %s, signature sent: %s -> %s',
    (hasToken, hasSecret, sentToken, sentSignature, verdict) => {
      const secrets = {
        verificationToken: hasToken ? TOKEN : null,
        signingSecret: hasSecret ? SECRET : null,
      };
      const headers = { token: sentTokens[sentToken], signature: sentSignatures[sentSignature] };
      expect(verifyDriftHeaders(secrets, headers, body)).toBe(verdict);
    },
  );

  const signed = { verificationToken: null, signingSecret: SECRET };
  const verdictOn = (signature: string, over = body) =>
    verifyDriftHeaders(signed, { token: undefined, signature }, over);

  test('hex digits of a signature may be of either case', () => {
    expect(verdictOn(hmac(SECRET).toUpperCase())).toBe('genuine');
  });

  test('a signature is over every byte: one changed byte is forged', () => {
    fc.assert(
      fc.property(fc.nat({ max: body.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(body);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(verdictOn(hmac(SECRET), changed)).toBe('forged');
      }),
    );
  });

  test('an empty body is signed like any other', () => {
    expect(verdictOn(hmac(SECRET, Buffer.alloc(0)), Buffer.alloc(0))).toBe('genuine');
    expect(verdictOn(hmac(SECRET), Buffer.alloc(0))).toBe('forged');
  });

  test.each([
    `sha256=${hmac(SECRET)}`,
    hmac(SECRET).slice(0, 63),
    `${hmac(SECRET)}0`,
    ` ${hmac(SECRET)}`,
    'é',
  ])('what is not exactly the signature in hex is forged (%#)', (signature) => {
    expect(verdictOn(signature)).toBe('forged');
  });
});

describe('comparing secrets', () => {
  test('only equal ones are the same, of whatever length and script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(sameSecret(a, b)).toBe(a === b);
        expect(sameSecret(a, a)).toBe(true);
      }),
    );
  });
});
