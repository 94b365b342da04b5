import type { TemporalUi } from './context.js';

/** A workflow's page in the Temporal Web UI. */
export const temporalLink = ({ url, namespace }: TemporalUi, workflowId: string): string =>
  `${url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
