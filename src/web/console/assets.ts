import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { BASE_STYLES, PAGE_FILE_TYPES } from '../../platform/pages/page-files.js';

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The files, read once: no path is ever made of what a request says. The base styles come first, the console's own after. */
const assets: ReadonlyMap<string, Asset> = (() => {
  const folder = new URL('./static/', import.meta.url);
  const own = readdirSync(folder)
    .sort()
    .map((name) => new URL(name, folder));
  return new Map(
    [BASE_STYLES, ...own].map((file) => {
      const name = basename(file.pathname);
      const type = PAGE_FILE_TYPES[extname(name)];
      if (type === undefined) throw new Error(`${name}: the console has no use for files of this type`);
      return [name, { type, bytes: readFileSync(file) }];
    }),
  );
})();

/** Changes with any file, so that browsers may keep what they have got for good. Scripts that import each other change together. */
const version = (() => {
  const hash = createHash('sha256');
  for (const [name, { bytes }] of assets) hash.update(name).update(bytes);
  return hash.digest('hex').slice(0, 12);
})();

/** Address of one of the console's own files. */
export const assetUrl = (name: string): string => `/console/assets/${version}/${name}`;

export const styleSheets: readonly string[] = [...assets.keys()].filter((name) => name.endsWith('.css'));

/** The console's scripts, styles and mark: the same for everybody, so nobody has to be signed in. */
export function serveAssets(scope: FastifyInstance): void {
  for (const [name, { type, bytes }] of assets) {
    scope.get(`/assets/:version/${name}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(bytes),
    );
  }
}
