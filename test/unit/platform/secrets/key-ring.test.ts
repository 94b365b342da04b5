import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { KeyRing } from '../../../../src/platform/secrets/key-ring.js';

const a = randomBytes(32).toString('base64');
const b = randomBytes(32).toString('base64');
const ring = (text: string): KeyRing => {
  const parsed = KeyRing.parse(text);
  if (parsed === null) throw new Error('not a ring');
  return parsed;
};
const place = ['data_keys', '7007'];
const dataKey = randomBytes(32);

describe('a key ring', () => {
  test.each([
    '',
    'k1',
    a,
    `:${a}`,
    `k1:`,
    `k1:${a.slice(1)}`,
    `k1:${a}${b}`,
    `k1:${randomBytes(16).toString('base64')}`,
    `k1:${Buffer.alloc(32).toString('hex')}`,
    `k 1:${a}`,
    `${'k'.repeat(33)}:${a}`,
    `k1:${a},`,
    `k1:${a},k1:${b}`,
    `k1:${a};k2:${b}`,
    `k1:${a.replace('=', '')}`,
  ])('is not read from %s', (text) => expect(KeyRing.parse(text)).toBeNull());

  test('wraps with its first key, and unwraps what any of its keys has wrapped', async () => {
    const wrapped = await ring(`k1:${a}`).wrap(place, dataKey);
    const rotated = ring(`k2:${b}, k1:${a}`);
    expect(rotated.activeId).toBe('k2');
    expect(await rotated.unwrap(place, wrapped)).toEqual(dataKey);
    const again = await rotated.wrap(place, dataKey);
    expect(await ring(`k2:${b}`).unwrap(place, again)).toEqual(dataKey);
  });

  test('names the key that it lacks, and does not take one of the same name for it', async () => {
    const wrapped = await ring(`k1:${a}`).wrap(place, dataKey);
    await expect(ring(`k2:${b}`).unwrap(place, wrapped)).rejects.toMatchObject({
      code: 'wrong_encryption_keys',
      keyId: 'k1',
    });
    await expect(ring(`k1:${b}`).unwrap(place, wrapped)).rejects.toMatchObject({ why: 'altered' });
  });

  test('shows no key, however it is printed', () => {
    const shown = `${inspect(ring(`k1:${a}`), { depth: 9, showHidden: true })}${JSON.stringify(ring(`k1:${a}`))}`;
    expect(shown).toContain('k1');
    expect(shown).not.toContain(a.slice(0, 10));
    expect(shown).not.toContain(Buffer.from(a, 'base64').toString('hex').slice(0, 10));
  });
});
