import type { TemporalUi } from './context.js';
import type { PageContext } from './page-context.js';

/** A workflow's page in the Temporal Web UI. */
export const temporalLink = ({ url, namespace }: TemporalUi, workflowId: string): string =>
  `${url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;

/** What an address of a conversation says of its org: nothing to those who see one org only. */
export const orgQuery = (
  { seesSeveralOrgs }: Pick<PageContext, 'seesSeveralOrgs'>,
  orgId: number | null,
): string => (seesSeveralOrgs && orgId !== null ? `?org=${orgId}` : '');
