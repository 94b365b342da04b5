import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { phoneKey, phoneSpellings } from '../../../src/telephony/phone-key.js';
import type { Pool } from '../../../src/platform/db/pool.js';
import fc from '../../support/fast-check.js';
import { openTestPool } from '../../support/database.js';

/** One phone each, in both of its spellings. */
const twoSpellings = [
  ['MX', '+525512345678', '+5215512345678'],
  ['MX', '+528112345678', '+5218112345678'],
  ['AR', '+541134567890', '+5491134567890'],
  ['AR', '+543514567890', '+5493514567890'],
  ['BR', '+551187654322', '+5511987654322'],
  ['BR', '+552161234567', '+5521961234567'],
  ['BR', '+551171234567', '+5511971234567'],
  ['BJ', '+22997123456', '+2290197123456'],
  ['PS', '+970599123456', '+972599123456'],
  ['PS', '+970562123456', '+972562123456'],
] as const;

/** What looks alike and is not. */
const otherPhones = [
  ['a Brazilian landline and the mobile of nine digits', '+551132654322', '+5511932654322'],
  ['Mexico without a digit', '+52155123456', '+5255123456'],
  ['another area code', '+5215512345678', '+525612345678'],
  ['an Israeli mobile and a Palestinian number', '+972541234567', '+970541234567'],
  ['the US', '+14155552671', '+114155552671'],
  ['Germany', '+4915112345678', '+49015112345678'],
] as const;

describe('one phone, two spellings', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());

  test.each(twoSpellings)('%s: %s and %s have one key, and each finds the other', (_country, one, other) => {
    expect(phoneKey(one)).toBe(phoneKey(other));
    expect(phoneSpellings(one)).toEqual([one, other]);
    expect(phoneSpellings(other)).toEqual([other, one]);
  });

  test.each(otherPhones)('%s: two phones', (_name, one, other) => {
    expect(phoneKey(one)).not.toBe(phoneKey(other));
    for (const number of [one, other])
      expect(phoneSpellings(number)).not.toContain(phoneSpellings(one === number ? other : one)[0]);
  });

  test('PostgreSQL says the same, also of what is no number', async () => {
    const number = fc
      .tuple(
        fc.constantFrom(
          '+52',
          '+521',
          '+54',
          '+549',
          '+55',
          '+5511',
          '+229',
          '+22901',
          '+972',
          '+97259',
          '+970',
          '+1',
          '',
        ),
        fc.stringMatching(/^[0-9]{6,11}$/),
        fc.constantFrom('', '\n', ' ', 'x', '٣'),
      )
      .map((parts) => parts.join(''));
    const samples = [
      ...fc.sample(number, { numRuns: 5_000, seed: 22 }),
      ...[...twoSpellings, ...otherPhones].flatMap(([, one, other]) => [one, other]),
      'erased',
    ];
    const { rows } = await pool.query<{ written: string; key: string; again: string }>(
      `SELECT written, phone_key(written) AS key, phone_key(phone_key(written)) AS again FROM unnest($1::text[]) AS w (written)`,
      [samples],
    );
    expect(rows.filter(({ written, key }) => key !== phoneKey(written))).toEqual([]);
    expect(rows.filter(({ key, again }) => key !== again)).toEqual([]);
    expect(rows.filter(({ written, key }) => key !== written).length).toBeGreaterThan(50);
  });

  test('threads, consents and unread texts are found by an index on the key', async () => {
    const plan = async (sql: string) => {
      const client = await pool.connect();
      try {
        await client.query('SET enable_seqscan = off');
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      } finally {
        await client.query('RESET enable_seqscan');
        client.release();
      }
    };
    expect(
      await plan(`SELECT FROM sessions WHERE phone_key(visitor_number) = phone_key('+5215512345678')`),
    ).toContain('sessions_of_phone');
    expect(
      await plan(`SELECT FROM consents WHERE org_id = 1 AND phone_key(phone) = phone_key('+1')`),
    ).toContain('consents_of_phone');
    expect(
      await plan(
        `SELECT FROM sessions s JOIN inbox i ON phone_key(i.event ->> 'visitorNumber') = phone_key(s.visitor_number)
         WHERE s.id = 1 AND i.outcome IS NULL AND i.kind = 'text_received'`,
      ),
    ).toContain('inbox_unread_texts_of_phone');
  });
});
