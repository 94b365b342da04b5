import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { workflowInterceptorModules } from '../platform/tracing/workflow-modules.js';

/** The workflow code for the sandbox: a prebuilt file where one is configured, else made now (two to four seconds). */
export async function loadWorkflowBundle(prebuilt: string | null): Promise<WorkflowBundleOption> {
  if (prebuilt !== null) {
    if (!existsSync(prebuilt))
      throw new Error(`WORKFLOW_BUNDLE: the file ${prebuilt} does not exist; npm run build creates one`);
    return { codePath: prebuilt };
  }
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workflowsPath = fileURLToPath(new URL(`../../workflows/index.${extension}`, import.meta.url));
  const quiet = { trace: drop, debug: drop, info: drop, log: drop, warn: drop, error: drop };
  return bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: quiet });
}

/** The bundler's progress is of no interest; its failures are thrown. */
const drop = () => undefined;
