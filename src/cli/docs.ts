import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fillTables } from './reference-tables.js';

// `npm run docs`: writes the tables that code and docs share into docs/*.md.
const folder = new URL('../../docs/', import.meta.url);
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.md'))) {
  const file = new URL(name, folder);
  const before = await readFile(file, 'utf8');
  const after = fillTables(before);
  if (after !== before) {
    await writeFile(file, after);
    process.stdout.write(`updated docs/${name}\n`);
  }
}
