import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * One route for each file that the folder holds now, `/` for its index.html; no path is ever made of what a request says.
 * Files are read anew each time, so that an edit shows on reload. Throws for a type that the page has no use for.
 *
 * The usual plugin for this, @fastify/static, loads a dependency that jest cannot load before Node 24.
 */
export function staticFiles(app: FastifyInstance, folder: URL): void {
  for (const name of readdirSync(folder)) {
    const contentType = CONTENT_TYPES[extname(name)];
    if (contentType === undefined) throw new Error(`${name}: the page has no use for files of this type`);
    app.get(name === 'index.html' ? '/' : `/${name}`, async (_request, reply) =>
      reply.type(contentType).send(await readFile(new URL(name, folder))),
    );
  }
}
