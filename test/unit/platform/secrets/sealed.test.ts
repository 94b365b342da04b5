import { createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { CannotOpen, keyIdOf, open, seal, type SealingKey } from '../../../../src/platform/secrets/sealed.js';

const key: SealingKey = { id: 'k1', key: createSecretKey(Buffer.alloc(32, 1)) };
const place = ['org', '7007', 'connections/drift/access_token'];
const secret = Buffer.from('a-token-of-drift');

function whyNot(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CannotOpen) return error.why;
    throw error;
  }
  return 'it opens';
}

describe('what is sealed', () => {
  test('opens with its key in its place, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.string(), { maxLength: 4 }),
        fc.stringMatching(/^[\w.-]{1,32}$/),
        (bytes, anywhere, id) => {
          const own = { ...key, id };
          const sealed = seal(own, anywhere, Buffer.from(bytes));
          expect(open(own, anywhere, sealed)).toEqual(Buffer.from(bytes));
          expect(keyIdOf(sealed)).toBe(id);
        },
      ),
    );
  });

  test('is another value each time, of the length of the secret and 32 bytes with a key of two letters', () => {
    const values = Array.from({ length: 50 }, () => seal(key, place, secret));
    expect(new Set(values.map((value) => value.toString('hex'))).size).toBe(50);
    expect(new Set(values.map(({ length }) => length))).toEqual(new Set([2 + 2 + 12 + 16 + secret.length]));
    for (const value of values) expect(value.includes(secret)).toBe(false);
  });

  test('does not open if any of its bits was changed', () => {
    const sealed = seal(key, place, secret);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(whyNot(() => open(key, place, changed))).not.toBe('it opens');
    }
  });

  test('does not open with anything cut off or put behind', () => {
    const sealed = seal(key, place, secret);
    for (let length = 0; length < sealed.length; length++)
      expect(whyNot(() => open(key, place, sealed.subarray(0, length)))).toMatch(/^(truncated|altered)$/);
    expect(whyNot(() => open(key, place, Buffer.concat([sealed, Buffer.of(0)])))).toBe('altered');
    // Not even a secret of no length, which is nothing but header, IV and tag.
    const empty = seal(key, place, Buffer.alloc(0));
    expect(whyNot(() => open(key, place, empty.subarray(0, -1)))).toBe('truncated');
  });

  test.each([
    ['another org', ['org', '7008', 'connections/drift/access_token']],
    ['another field', ['org', '7007', 'connections/drift/refresh_token']],
    ['another row', ['org', '7007', 'connections/twilio/access_token']],
    ['less', ['org', '7007']],
    ['the same letters, divided otherwise', ['org', '7007connections/drift/', 'access_token']],
    ['the same letters in one', [place.join('","')]],
  ])('does not open in another place: %s', (_, elsewhere) =>
    expect(whyNot(() => open(key, elsewhere, seal(key, place, secret)))).toBe('altered'),
  );

  test('tells a wrong key, a key of the same name, and a later version apart', () => {
    const sealed = seal(key, place, secret);
    expect(whyNot(() => open({ ...key, id: 'k2' }, place, sealed))).toBe('other_key');
    expect(whyNot(() => open({ id: 'k1', key: createSecretKey(randomBytes(32)) }, place, sealed))).toBe(
      'altered',
    );
    expect(whyNot(() => open(key, place, Buffer.concat([Buffer.of(2), sealed.subarray(1)])))).toBe(
      'unknown_version',
    );
    expect(whyNot(() => keyIdOf(Buffer.alloc(0)))).toBe('truncated');
  });

  test('moved from one key name to another with the same bytes, does not open: the name is sealed too', () => {
    const sealed = seal(key, place, secret);
    sealed.write('k2', 2);
    expect(whyNot(() => open({ ...key, id: 'k2' }, place, sealed))).toBe('altered');
  });

  test('an error holds nothing of it', () => {
    const sealed = seal(key, place, secret);
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    try {
      open(key, place, sealed);
    } catch (error) {
      expect(error).toEqual(expect.objectContaining({ code: 'sealed_unreadable', why: 'altered' }));
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('token');
    }
    expect.assertions(2);
  });
});
