import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { takeVisitorNumbers } from '../../../src/local/visitor-numbers.js';
// A script of the page, which has no types.
const PRESETS = new URL('../../../sandbox/page/static/presets.js', import.meta.url).pathname;
const { mobileFor } = (await import(PRESETS)) as { mobileFor: (index: number) => string };

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
