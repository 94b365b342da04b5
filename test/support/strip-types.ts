import { copyFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes all that the programs run as JavaScript, in the same places: a program then starts in half the processor time that it takes
 * from the sources, where each process strips the types for itself.
 */
export async function stripTypes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['src', 'sandbox', 'workflows', 'activities']) await stripFolder(folder, part);
}

async function stripFolder(folder: string, part: string): Promise<void> {
  const entries = await readdir(join(root, part), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(folder, relative(root, source));
    if (extname(source) === '.ts') await stripFile(source, target.replace(/\.ts$/, '.js'));
    else {
      await mkdir(dirname(target), { recursive: true });
      await cp(source, target);
    }
  }
}

/** The same for one file. */
export async function stripFile(
  source: string,
  target: string,
  edit = (code: string) => code,
): Promise<void> {
  const { code } = await transform(edit(await readFile(source, 'utf8')), {
    filename: source,
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}
