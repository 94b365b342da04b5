import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { BASE_STYLES, PAGE_FILE_TYPES } from '../../src/platform/pages/page-files.js';

/**
 * One route for the base styles and one for each file that the folder holds now, `/` for its index.html; no path is ever
 * made of what a request says. Files are read anew each time, so that an edit shows on reload. Throws for a type that the
 * page has no use for.
 *
 * The usual plugin for this, @fastify/static, loads a dependency that jest cannot load before Node 24.
 */
export function staticFiles(app: FastifyInstance, folder: URL): void {
  const own = readdirSync(folder).map((name) => new URL(name, folder));
  for (const file of [BASE_STYLES, ...own]) {
    const name = basename(file.pathname);
    const contentType = PAGE_FILE_TYPES[extname(name)];
    if (contentType === undefined) throw new Error(`${name}: the page has no use for files of this type`);
    app.get(name === 'index.html' ? '/' : `/${name}`, async (_request, reply) =>
      reply.type(contentType).send(await readFile(file)),
    );
  }
}
