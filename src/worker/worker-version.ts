import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import type { Config } from '../platform/config/config.js';
import { versionAbove } from '../platform/process/package-version.js';

/**
 * What a worker tells Temporal of its version; nothing while Worker Versioning is off. Conversations stay open for weeks, so
 * they move to the current version with their next task (AUTO_UPGRADE) and do not keep their old one running.
 */
export async function workerVersion(
  { deployment, buildId }: Pick<Config['worker'], 'deployment' | 'buildId'>,
  bundle: WorkflowBundleOption,
): Promise<Pick<WorkerOptions, 'workerDeploymentOptions'>> {
  if (deployment === null) return {};
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deployment, buildId: buildId ?? (await buildIdOf(bundle)) },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}

/** Such as 0.1.0-3f2a91c4: the version in package.json, and a hash of the workflow code that this worker runs. */
export async function buildIdOf(bundle: WorkflowBundleOption): Promise<string> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  // The map at the end names files as they lay where the bundle was made, which is no part of the code.
  const [plain = ''] = code.split('//# sourceMappingURL=');
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 8);
  return `${await packageVersion()}-${hash}`;
}

async function packageVersion(): Promise<string> {
  const version = await versionAbove(fileURLToPath(import.meta.url), 'textback');
  if (version === null) throw new Error('package.json is missing: set WORKER_BUILD_ID');
  return version;
}
