import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { blockedBy, unsafeIn } from './migrations.js';

const folder = new URL('../../src/platform/db/migrations/', import.meta.url);
const files = (await readdir(folder)).sort();
const read = (file: string) => readFile(new URL(file, folder), 'utf8');
const docs = await readFile('docs/deploying.md', 'utf8');

describe('migrations', () => {
  test.each(files)('%s only adds: the version before goes on beside it', async (file) => {
    expect(unsafeIn(await read(file))).toEqual([]);
  });

  test('go forward only, numbered without a gap', () => {
    const numbers = files.map((file) => Number(/^(\d{3})\.do\.[a-z-]+\.sql$/.exec(file)?.[1]));
    expect(numbers).toEqual(files.map((_, i) => i + 1));
  });

  test('docs/deploying.md names each one that holds up writes to a table which is there, and the table', async () => {
    const blocking: string[] = [];
    for (const file of files) {
      const tables = blockedBy(await read(file));
      if (tables.length > 0)
        blocking.push(`| ${file.slice(0, 3)} | ${tables.map((t) => `\`${t}\``).join(', ')} |`);
    }
    expect(docs.match(/^\| \d{3} \| `.* \|$/gm)).toEqual(blocking);
  });

  test.each([
    'DROP TABLE inbox;',
    'ALTER TABLE inbox DROP COLUMN raw;',
    'ALTER TABLE inbox ADD COLUMN a int, DROP COLUMN raw;',
    'ALTER TABLE inbox DROP CONSTRAINT inbox_one_row_per_event;',
    'ALTER TABLE inbox RENAME COLUMN raw TO payload;',
    'ALTER TABLE inbox ALTER COLUMN kind TYPE varchar(10);',
    'ALTER TABLE inbox ALTER COLUMN conversation_id SET NOT NULL;',
    'ALTER TABLE inbox ADD COLUMN size int NOT NULL;',
    'ALTER TABLE inbox ADD COLUMN seen timestamptz NOT NULL DEFAULT clock_timestamp();',
    'ALTER TABLE inbox ADD CONSTRAINT short CHECK (length(kind) < 9);',
    'CREATE UNIQUE INDEX once ON inbox (kind);',
    'DELETE FROM inbox;',
  ])('the check finds what is unsafe: %s', (sql) => expect(unsafeIn(sql)).not.toEqual([]));

  test.each([
    '-- DROP TABLE inbox;\nCREATE TABLE a (id int NOT NULL); CREATE UNIQUE INDEX b ON a (id);',
    "ALTER TABLE inbox ADD COLUMN size int NOT NULL DEFAULT 0, ADD COLUMN why text[] NOT NULL DEFAULT '{}';",
    "ALTER TABLE inbox DROP CONSTRAINT c; ALTER TABLE inbox ADD CONSTRAINT c CHECK (kind IN ('a', 'b')) NOT VALID;",
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ DELETE FROM inbox; SELECT 1 $$;',
  ])('and lets what is safe pass: %s', (sql) => expect(unsafeIn(sql)).toEqual([]));
});
