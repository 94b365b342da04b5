import { fileURLToPath } from 'node:url';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** What `bundleWorkflowCode` is to put into a bundle beside the workflows. */
export const workflowInterceptorModules: string[] = [
  fileURLToPath(new URL(`./workflow/interceptors.${extension}`, import.meta.url)),
];
