import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { variables, type Variable } from '../../src/platform/config/variables.js';
import { interpolatedNames, readComposeFile } from './compose-file.js';

interface Entry {
  readonly comment: string;
  readonly name: string;
  readonly value: string;
}

/** The commented settings of .env.example, each with the comment above it as one text. */
function entriesOf(text: string): Entry[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (!match) return [];
    const [, name = '', value = ''] = match;
    const above = lines.slice(0, index).reverse();
    const words = above.slice(
      0,
      above.findIndex((other) => !other.startsWith('# ')),
    );
    const comment = words.reverse().map((other) => other.slice(2));
    return [{ name, value: value.replace(/^'(.*)'$/, '$1'), comment: comment.join(' ') }];
  });
}

const text = await readFile('.env.example', 'utf8');
const entries = entriesOf(text);
const table: Readonly<Record<string, Variable>> = variables;
const composeOnly = interpolatedNames(await readComposeFile()).filter((name) => !(name in table));

describe('.env.example', () => {
  test('lists exactly the variables that Textback and docker-compose.yml read, each once', () => {
    expect(entries.map((entry) => entry.name).sort()).toEqual([...Object.keys(table), ...composeOnly].sort());
  });

  test('shows the default of every variable that has one, and a value for no other', () => {
    const shown = entries.filter((entry) => entry.name in table).map(({ name, value }) => [name, value]);
    const defaults = Object.entries(table).map(([name, variable]) => [name, variable.default ?? '']);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(defaults));
  });

  test('says above each variable what it is', () => {
    for (const { name, comment } of entries) {
      expect([name, comment]).toEqual([name, expect.stringMatching(/^\S.*\.$/)]);
      expect([name, comment]).toEqual([name, expect.stringContaining(table[name]?.about ?? '')]);
    }
  });

  test('sets nothing: a plain copy of it changes nothing', () => {
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
