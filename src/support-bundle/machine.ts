import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageFile = z.object({ name: z.string(), version: z.string() });

/** The nearest package.json of this name above a file: sources and build lie at different depths. Null where there is none. */
async function versionAbove(file: string, name: string): Promise<string | null> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const found = packageFile.safeParse(JSON.parse(text));
    if (found.success && found.data.name === name) return found.data.version;
  }
  return null;
}

const PACKAGES = ['@temporalio/worker', 'fastify', 'pg', 'twilio', 'axios'];

/** What runs here: versions and the kind of machine. No host name, no user name, no paths. */
export async function describeMachine(): Promise<Record<string, unknown>> {
  const { resolve } = createRequire(import.meta.url);
  const packages = await Promise.all(
    PACKAGES.map(async (name) => [name, await versionAbove(resolve(name), name)] as const),
  );
  return {
    textback: await versionAbove(fileURLToPath(import.meta.url), 'textback'),
    node: process.version,
    os: `${platform()} ${release()} ${arch()}`,
    cpus: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    packages: Object.fromEntries(packages),
  };
}
