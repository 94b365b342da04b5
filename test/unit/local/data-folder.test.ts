import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareDataFolder } from '../../../src/local/data-folder.js';

describe('the data folder', () => {
  let parent: string;
  let said: string[];
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'textback-data-'));
    said = [];
  });
  afterEach(() => rmSync(parent, { recursive: true }));
  const prepare = (folder: string) => prepareDataFolder(folder, null, (line) => void said.push(line));
  const modeOf = (folder: string) => (statSync(folder).mode & 0o7777).toString(8);

  test('is made open to its owner alone, and the folders above it as usual', () => {
    const folder = join(parent, 'above', '.data');
    expect(prepare(folder)).toBe(folder);
    expect(modeOf(folder)).toBe('700');
    expect(modeOf(join(parent, 'above'))).not.toBe('700');
  });

  test.each([0o755, 0o777, 0o750, 0o701])('is closed if it was left open (%o)', (mode) => {
    const folder = join(parent, '.data');
    mkdirSync(folder);
    chmodSync(folder, mode);
    prepare(folder);
    prepare(folder);
    expect([modeOf(folder), said]).toEqual(['700', []]);
  });

  test('is left as it is where others live in it too: a folder for everybody, and one above the working directory', () => {
    chmodSync(parent, 0o1777);
    prepare(parent);
    const before = modeOf(process.cwd());
    prepare('.');
    expect([modeOf(parent), modeOf(process.cwd())]).toEqual(['1777', before]);
    expect(said).toEqual([expect.stringContaining(parent), expect.stringContaining(process.cwd())]);
  });
});
