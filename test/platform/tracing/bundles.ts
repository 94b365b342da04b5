import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowInterceptorModules } from '../../../src/platform/tracing/workflow-modules.js';

export interface Bundles {
  /** As it is shipped. */
  readonly shipped: string;
  /** Without interceptors: as it was before there were traces. */
  readonly bare: string;
  remove(): Promise<void>;
}

/** Both workflow bundles, as files. */
export async function makeBundles(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-bundles-'));
  const workflowsPath = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url));
  const make = async (name: string, modules: string[]) => {
    const logger = new DefaultLogger('WARN');
    const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules: modules, logger });
    const file = join(folder, name);
    await writeFile(file, code);
    return file;
  };
  return {
    shipped: await make('shipped.js', workflowInterceptorModules),
    bare: await make('bare.js', []),
    remove: () => rm(folder, { recursive: true }),
  };
}
