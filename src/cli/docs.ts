import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.js';

// `npm run docs`: writes what the docs, .env.example and docker-compose.yml share with the code.
const root = new URL('../../', import.meta.url);
for (const { path, current, generated } of await generatedFiles(root)) {
  if (generated === current) continue;
  await writeFile(new URL(path, root), generated);
  process.stdout.write(`updated ${path}\n`);
}
