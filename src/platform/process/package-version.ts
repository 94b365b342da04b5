import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageFile = z.object({ name: z.string(), version: z.string() });

/** The nearest package.json of this name above a file: sources and build lie at different depths. Null where there is none. */
export async function packageAbove(
  file: string,
  name: string,
): Promise<{ readonly folder: string; readonly version: string } | null> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const found = packageFile.safeParse(JSON.parse(text));
    if (found.success && found.data.name === name) return { folder, version: found.data.version };
  }
  return null;
}

export const versionAbove = async (file: string, name: string): Promise<string | null> =>
  (await packageAbove(file, name))?.version ?? null;
