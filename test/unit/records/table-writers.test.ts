import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesOf, root, textsOf } from '../../support/source-texts.js';
import { tableWriters } from '../../../src/records/table-writers.js';

const NAME = String.raw`(?:ONLY\s+)?([\w.?"]+)`;
/** UPDATE without a SET that follows is a lock (FOR UPDATE, FOR NO KEY UPDATE) or an upsert (DO UPDATE SET, which has its INSERT). */
const WRITES = [
  new RegExp(String.raw`\bINSERT\s+INTO\s+${NAME}`, 'g'),
  new RegExp(String.raw`(?<!\b(?:DO|FOR|KEY)\s+)\bUPDATE\s+${NAME}(?:\s+(?:AS\s+)?\w+)?\s+SET\b`, 'g'),
  new RegExp(String.raw`\bDELETE\s+FROM\s+${NAME}`, 'g'),
  new RegExp(String.raw`\bMERGE\s+INTO\s+${NAME}`, 'g'),
  new RegExp(String.raw`^\s*COPY\s+${NAME}.*\bFROM\b`, 'gm'),
  new RegExp(String.raw`\bTRUNCATE\s+(?:TABLE\s+)?${NAME}`, 'g'),
];

/** The tables that a source file writes. What a template puts in is `?`, so that no table's name can hide there; "?" for one whose name is not written out. */
const writtenBy = (source: string): string[] =>
  textsOf(source, () => '?').flatMap((text) =>
    WRITES.flatMap((write) => [...text.matchAll(write)].map(([, table = '?']) => table.replaceAll('"', ''))),
  );

async function writers(): Promise<Record<string, string[]>> {
  const folders: Record<string, Set<string>> = {};
  for (const folder of ['src', 'workflows', 'activities'])
    for (const file of await filesOf(folder, '.ts'))
      for (const table of writtenBy(await readFile(`${root}${file}`, 'utf8')))
        (folders[table] ??= new Set()).add(dirname(file).replace(/^src\//, ''));
  return Object.fromEntries(Object.entries(folders).map(([table, found]) => [table, [...found]]));
}

describe('one folder writes a table', () => {
  test('and it is the one that the documentation names', async () => {
    const { installation, console_key: consoleKey, ...expected } = tableWriters;
    expect([installation, consoleKey]).toEqual(['platform/db/migrations', 'platform/db/migrations']);
    const found = await writers();
    expect(found).toEqual(
      Object.fromEntries(Object.entries(expected).map(([table, folder]) => [table, [folder]])),
    );
  });

  test('for every table that there is', async () => {
    const migrations = await Promise.all(
      (await filesOf('src/platform/db/migrations', '.sql')).map((file) => readFile(`${root}${file}`, 'utf8')),
    );
    const made = migrations.flatMap((sql) =>
      [...sql.matchAll(/^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.]+)/gm)].map(
        ([, table]) => table,
      ),
    );
    expect(made.sort()).toEqual(Object.keys(tableWriters).sort());
  });

  test("and within it one place writes a send's state: the statements that are made from the table of transitions", async () => {
    for (const file of await filesOf('src', '.ts')) {
      if (file === 'src/records/ledger/transitions.ts') continue;
      for (const text of textsOf(await readFile(`${root}${file}`, 'utf8'), () => '?'))
        for (const [, , writes = ''] of text.matchAll(
          /\b(UPDATE\s+ledger|INSERT\s+INTO\s+ledger\b)([^]*?)(?:WHERE|VALUES|SELECT|$)/g,
        ))
          expect([file, writes]).toEqual([file, expect.not.stringMatching(/\bstate\b/)]);
    }
  });

  test.each([
    ['`INSERT INTO ledger (id) VALUES ($1)`', ['ledger']],
    [
      '`INSERT INTO sender_pace AS p (number) VALUES ($1) ON CONFLICT (number) DO UPDATE SET free_at = 1`',
      ['sender_pace'],
    ],
    ["'UPDATE conversations c SET reason = NULL FROM ledger l'", ['conversations']],
    ['`UPDATE ONLY\n  ledger AS l SET state = ${x}`', ['ledger']],
    ["'SELECT FROM ledger WHERE id = $1 FOR UPDATE'", []],
    ['`SELECT id FROM media LIMIT ${n} FOR UPDATE SKIP LOCKED`', []],
    ['`WITH gone AS (DELETE FROM ledger RETURNING id) UPDATE sessions SET a = 1`', ['sessions', 'ledger']],
    ["'MERGE INTO transcripts.messages m USING x ON true'", ['transcripts.messages']],
    ["'COPY ledger (id, body) FROM STDIN'", ['ledger']],
    ["'TRUNCATE ledger'", ['ledger']],
    ['`DELETE FROM ${table}`', ['?']],
    ["'A word about an UPDATE of the ledger, and a COPY of it'", []],
  ])('the check finds what is written: %s', (source, tables) => expect(writtenBy(source)).toEqual(tables));
});
