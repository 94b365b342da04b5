import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { generatedFiles } from '../../src/cli/generated-files.js';
import { fillTables, referenceTables } from '../../src/cli/reference-tables.js';

const root = new URL('../../', import.meta.url);
const docs = async () => {
  const pages = (await readdir(new URL('docs/', root), { recursive: true })).filter((file) =>
    file.endsWith('.md'),
  );
  return ['README.md', 'CHANGELOG.md', ...pages.map((page) => `docs/${page}`)];
};
const read = (page: string) => readFile(new URL(page, root), 'utf8');

describe('the docs are true', () => {
  test('every table that code and docs share stands in the docs as the code has it', async () => {
    const pages = await Promise.all((await docs()).map(read));
    for (const page of pages) expect(fillTables(page)).toBe(page);
    for (const name of Object.keys(referenceTables)) {
      expect(pages.filter((page) => page.includes(`<!-- table: ${name} -->`))).toHaveLength(1);
    }
  });

  test('every file that `npm run docs` writes stands as the code has it', async () => {
    const files = await generatedFiles(root);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['.env.example', 'docker-compose.yml', 'docs/errors.md']));
    for (const { path, current, generated } of files) expect([path, current]).toEqual([path, generated]);
  });

  test('every link to a file leads somewhere', async () => {
    for (const page of await docs()) {
      const links = [...(await read(page)).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        ([, target]) => target ?? '',
      );
      for (const target of links)
        expect([page, target, existsSync(new URL(target, new URL(page, root)))]).toEqual([
          page,
          target,
          true,
        ]);
    }
  });

  test('every npm script that the docs name exists', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    for (const page of await docs()) {
      for (const [, name] of (await read(page)).matchAll(/npm run ([\w:-]+)/g))
        expect([page, Object.keys(scripts)]).toEqual([page, expect.arrayContaining([name])]);
    }
  });
});
