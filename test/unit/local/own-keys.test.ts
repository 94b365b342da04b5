import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findOwnKeys, ownKeys } from '../../../src/local/own-keys.js';

let folder: string;
const file = () => join(folder, 'encryption-keys');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textback-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the keys beside a PostgreSQL of our own', () => {
  test('are made once, for their owner alone, and found again', async () => {
    expect(findOwnKeys(folder)).toBeNull();
    expect(existsSync(file())).toBe(false); // looking makes none
    const made = ownKeys(folder);
    const [wrapped, text] = [await made.wrap(['x'], Buffer.from('data')), readFileSync(file(), 'utf8')];
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['encryption-keys']);
    expect(ownKeys(folder).activeId).toBe(made.activeId);
    expect(await findOwnKeys(folder)?.unwrap(['x'], wrapped)).toEqual(Buffer.from('data'));
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  test('are closed to others again after a restored copy has opened them', () => {
    ownKeys(folder);
    chmodSync(file(), 0o644);
    ownKeys(folder);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('are never written over: a file that holds something else stops the start', () => {
    writeFileSync(file(), 'k1:torn');
    expect(() => ownKeys(folder)).toThrow('Put it back from a copy');
    expect(readFileSync(file(), 'utf8')).toBe('k1:torn');
  });
});
