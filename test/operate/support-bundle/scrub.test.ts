import { describe, expect, test } from '@jest/globals';
import { variables, type Variable } from '../../../src/platform/config/variables.js';
import { askAll } from '../../../src/operate/support-bundle/records.js';
import {
  bareUrl,
  maskNumber,
  scrubWords,
  withoutSecrets,
} from '../../../src/operate/support-bundle/scrub.js';
import { describeSettings, secretsOf } from '../../../src/operate/support-bundle/settings.js';

describe('what is taken out', () => {
  test.each([
    ['a number', 'call +1 (202) 555-8672 now', 'call ***72 now'],
    ['an e-mail address', 'write to a.b@example.co.uk.', 'write to ***'],
    ['what is long', 'x'.repeat(500), 'x'.repeat(200)],
  ])('%s', (_name, words, expected) => {
    expect(scrubWords(words)).toBe(expected);
  });

  test('user, password and query of a URL', () => {
    expect(bareUrl('postgres://me:pa%20ss@db.example:5432/textback?password=pass&sslmode=require')).toBe(
      'postgres://db.example:5432/textback',
    );
    expect(bareUrl('no URL')).toBe('set');
  });

  test('all of a number but its end', () => {
    expect(maskNumber('+12025550123')).toBe('***23');
  });

  test('secrets wherever they stand, as they are, in JSON and with percent signs; words too short to be one stay', () => {
    const secret = 'pa"ss wörd\\1';
    const text = JSON.stringify({ a: `x${secret}y`, b: encodeURIComponent(secret) });
    expect(withoutSecrets(text, [secret, 'a'])).toBe('{"a":"x***y","b":"***"}');
  });
});

describe('settings', () => {
  test('are values only where those tell nothing; every other, and every new one, is set, unset or default', () => {
    const everything = Object.fromEntries(Object.keys(variables).map((name) => [name, `value-of-${name}`]));
    const shown = Object.entries(describeSettings(everything)).filter(([name, value]) =>
      value.includes(name),
    );
    const free = /TOKEN|SECRET|SID|KEY|NAME$|TEMPLATE|NUMBERS|HEADERS|DIR|BUNDLE|_URL/;
    expect(shown.filter(([name]) => free.test(name))).toEqual([]);
    expect(shown.length).toBeGreaterThan(30);
  });

  test('are never shown as they are if they are secret', () => {
    const secret = Object.values<Variable>(variables).filter((variable) => variable.secret);
    expect(secret.length).toBeGreaterThan(5);
    expect(secret.filter(({ inSupportBundle }) => inSupportBundle === 'value')).toEqual([]);
  });

  test('a password in a URL counts as a secret, as it is written and as it is meant', () => {
    const secrets = secretsOf({
      DATABASE_URL: 'postgres://me:pa%20ss@db/textback?password=query-pass',
      PUBLIC_URL: 'https://u:public-pass@textback.example.com/',
    });
    expect(secrets).toEqual(expect.arrayContaining(['pa%20ss', 'pa ss', 'query-pass', 'public-pass']));
  });

  test("and so do our numbers and account IDs, a rep's among them; the company's name does not", () => {
    const sid = `AC${'0123'.repeat(8)}`;
    expect(
      secretsOf({
        TWILIO_ACCOUNT_SID: sid,
        TWILIO_FROM_NUMBERS: '+12025550123',
        REP_NUMBERS: '41:+12025550124',
        BUSINESS_NAME: 'Textback',
      }),
    ).toEqual([sid, sid, '+12025550123', '12025550123', '+12025550124', '12025550124']);
  });
});

describe('sections', () => {
  test('one that fails is told by its code, never by its message, and the others are there', async () => {
    const failing = Object.assign(new Error('Ana +12025558672'), { code: '42P01' });
    const query = (statement: string) =>
      statement === 'bad'
        ? Promise.reject(failing)
        : Promise.resolve({ rows: [{ errorCode: '+12025558672', detail: 'of a@b.example' }] });
    const sections = await askAll({ query } as never, { bad: 'bad', good: 'good' }, [1]);
    expect(sections).toEqual({
      bad: { ms: expect.any(Number), failed: '42P01' },
      good: { ms: expect.any(Number), rows: [{ errorCode: 'other', detail: 'of ***' }] },
    });
  });
});
