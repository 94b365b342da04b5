import { cp, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowInterceptorModules } from '../../src/platform/tracing/workflow-modules.js';
import { stripFile, stripTypes } from '../support/strip-types.js';
import type { Guard } from './options.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = dirname(fileURLToPath(import.meta.url));

/** The modules whose functions each guard is. Ordering is a setting besides, which is set to nothing. */
const guardedModules: Record<Guard, readonly string[]> = {
  dedupe: [
    'src/records/inbox/store.ts',
    'src/records/ledger/ledger.ts',
    'src/worker/dispatch/start-conversation.ts',
  ],
  reconcile: ['src/texting/delivery/deliver.ts'],
  'echo-guard': ['src/texting/relay/echo.ts'],
  ordering: ['src/texting/relay/arrival-order.ts'],
  takeover: ['src/records/sessions/choose-number.ts'],
  'newest-number': ['src/worker/dispatch/tell-number.ts'],
  'one-text-for-tabs': ['src/records/ledger/first-texts.ts'],
  // These two are settings alone.
  'private-texts': [],
  caps: [],
};

export interface Build {
  /** Holds `src/web/gateway/main.js`, `src/worker/main.js` and `test/chaos/preload.js`. */
  readonly folder: string;
  readonly workflowBundle: string;
}

/**
 * Strips the types of all that the processes run, so that they start in a second. Without a guard, the modules that hold
 * it are replaced by the variants in test/chaos/without, which take the rest from the module itself.
 */
export async function build(folder: string, without: Guard | null): Promise<Build> {
  await stripTypes(folder);
  await stripFile(join(here, 'preload.ts'), join(folder, 'test/chaos/preload.js'));
  if (without !== null)
    for (const module of guardedModules[without]) await replaceModule(folder, without, module);
  const workflowBundle = process.env['TEXTBACK_TEST_WORKFLOW_BUNDLE'] ?? join(folder, 'workflow-bundle.js');
  if (process.env['TEXTBACK_TEST_WORKFLOW_BUNDLE'] === undefined) {
    const workflowsPath = join(root, 'workflows/index.ts');
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      workflowInterceptorModules,
      logger: new DefaultLogger('WARN'),
    });
    await writeFile(workflowBundle, code);
  }
  return { folder, workflowBundle };
}

/** `deliver.js` becomes `deliver.original.js`, and the variant takes its place. */
async function replaceModule(folder: string, guard: Guard, module: string): Promise<void> {
  const target = join(folder, module.replace(/\.ts$/, '.js'));
  const original = target.replace(/\.js$/, '.original.js');
  await cp(target, original);
  const name = module.split('/').at(-1) ?? '';
  const variant = join(here, 'without', `${guard}.${name}`);
  const from = `../../../${module.replace(/\.ts$/, '.js')}`;
  const near = `./${name.replace(/\.ts$/, '.original.js')}`;
  await stripFile(variant, target, (code) => {
    if (!code.includes(`'${from}'`)) throw new Error(`${variant} takes nothing from ${from}`);
    return code
      .replaceAll(`'${from}'`, `'${near}'`)
      .replaceAll(/'\.\.\/\.\.\/\.\.\/(src\/[^']+)'/g, (_all, path: string) => {
        const way = relative(dirname(module), path);
        return `'${way.startsWith('.') ? way : `./${way}`}'`;
      });
  });
}
