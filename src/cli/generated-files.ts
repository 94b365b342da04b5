import { readdir, readFile } from 'node:fs/promises';
import { fillTables } from './reference-tables.js';
import { composeList, composeLists, envExampleList } from './variable-lists.js';

/** A file of which the code writes at least a part. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly current: string;
  /** As it should be. */
  readonly generated: string;
}

/** Every file that `npm run docs` keeps: the docs with their tables, .env.example and docker-compose.yml. */
export async function generatedFiles(root: URL): Promise<GeneratedFile[]> {
  const pages = await readdir(new URL('docs/', root), { recursive: true });
  const fills: [path: string, fill: (current: string) => string][] = [
    ['.env.example', (current) => fillSettings(current, `\n${envExampleList()}\n`)],
    [
      'docker-compose.yml',
      (current) => composeLists.reduce((text, of) => fillSettings(text, composeList(of), of), current),
    ],
    ...['README.md', ...pages.filter((page) => page.endsWith('.md')).map((page) => `docs/${page}`)].map(
      (path) => [path, fillTables] as [string, typeof fillTables],
    ),
  ];
  return Promise.all(
    fills.map(async ([path, fill]) => {
      const current = await readFile(new URL(path, root), 'utf8');
      return { path, current, generated: fill(current) };
    }),
  );
}

/** Puts the list between the two comments that mark its place. */
function fillSettings(text: string, list: string, of = ''): string {
  const name = `${of} settings`.trim();
  const place = new RegExp(String.raw`^( *# begin ${name}\b.*\n)[\s\S]*?^( *# end ${name}\b)`, 'm');
  if (!place.test(text)) throw new Error(`there is no "# begin ${name}" with an "# end ${name}" below it`);
  return text.replace(place, (_all, begin: string, end: string) => `${begin}${list}\n${end}`);
}
