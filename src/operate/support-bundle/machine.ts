import { createRequire } from 'node:module';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { versionAbove } from '../../platform/process/package-version.js';

const PACKAGES = ['@temporalio/worker', 'fastify', 'pg', 'twilio', 'axios'];

/** Versions and the kind of machine, without host name, user name or paths. */
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
