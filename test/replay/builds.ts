import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const logger = new DefaultLogger('ERROR', () => undefined);

/** A build whose conversations begin with a timer that none has had. */
export const changedBuild = (): Promise<WorkflowBundleOption> =>
  bundleWorkflowCode({ workflowsPath: here('changed/index.ts'), logger });

/** A build that asks Drift in another order. */
export const reorderedBuild = (): Promise<WorkflowBundleOption> =>
  bundleWorkflowCode({
    workflowsPath: here('../../workflows/index.ts'),
    workflowInterceptorModules: [here('reordered/index.ts')],
    logger,
  });

/** A build that throws where a conversation ends. */
export const failingBuild = (): Promise<WorkflowBundleOption> =>
  bundleWorkflowCode({ workflowsPath: here('failing/index.ts'), logger });
