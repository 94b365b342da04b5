import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { takeVisitorNumbers } from '../../../src/local/visitor-numbers.js';
// A script of the page, which has no types.
const PRESETS = new URL('../../../sandbox/page/static/presets.js', import.meta.url).pathname;
interface Visitor {
  readonly phone: string;
  readonly contactId: number | null;
  readonly beside: readonly Visitor[];
}
const { mobileFor, visitorFor } = (await import(PRESETS)) as {
  mobileFor: (index: number) => string;
  visitorFor: (preset: string, turn: number, returns: unknown, first?: number) => Visitor;
};

describe('the sandbox’s visitors', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'textback-visitors-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test('get numbers that no earlier start on the same data gave, also where there was one from before numbers were counted', () => {
    const ofOneStart = (first: number) => Array.from({ length: 200 }, (_, turn) => mobileFor(first + turn));
    const starts = [ofOneStart(0), ...[1, 2, 3].map(() => ofOneStart(takeVisitorNumbers(dataDir)))];
    expect(new Set(starts.flat()).size).toBe(800);
    expect(starts.flat().filter((number) => !isValidPhoneNumber(number))).toEqual([]);
  });

  test('a data folder that is not there yet, or a file that holds no number, is no obstacle', () => {
    expect(takeVisitorNumbers(join(dataDir, 'new'))).toBe(200);
    writeFileSync(join(dataDir, 'sandbox-starts'), 'x');
    expect(takeVisitorNumbers(dataDir)).toBe(200);
    expect(takeVisitorNumbers(dataDir)).toBe(400);
  });

  test('no two of the first 150,000 numbers are the same', () => {
    expect(new Set(Array.from({ length: 150_000 }, (_, index) => mobileFor(index))).size).toBe(150_000);
  });
});

describe('the visitors who show a cap', () => {
  const earlier = { contact: { id: 7, name: 'Ana', phone: '+14155552671' }, timeZone: null };

  test('are from another country, or share a phone with somebody else, or come three at once with a phone each', () => {
    expect(isValidPhoneNumber(visitorFor('abroad', 0, null).phone)).toBe(true);
    expect(visitorFor('abroad', 0, null).phone).toMatch(/^\+44/);
    // Another contact: it is not the same visitor in a second chat.
    expect(visitorFor('borrowed', 1, earlier)).toMatchObject({ phone: '+14155552671', contactId: null });
    const rush = visitorFor('rush', 4, null, 200);
    expect(new Set([rush, ...rush.beside].map(({ phone }) => phone)).size).toBe(3);
  });
});
