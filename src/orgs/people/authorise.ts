import type { Orgs } from '../../platform/db/in-orgs.js';
import { actions, type Action, type Role } from './roles.js';

/** Who asks, and what they are in which org. */
export interface Caller {
  /** For the audit log. */
  readonly name: string;
  /** Role by org; null: the installation's owner, who may do everything everywhere. */
  readonly roles: ReadonlyMap<number, Role> | null;
  /** Stands for the caller: two callers never have the same. */
  readonly id: string;
}

/** `unseen`: for this caller there is no such org. `refused`: their role there does not allow it. */
export type Verdict = 'allowed' | 'refused' | 'unseen';

/**
 * The rule, and the only one: may this caller take this action in this org? `orgId` null: in the whole installation, which is for its owner
 * alone. Pure.
 */
export function authorise(caller: Caller, action: Action, orgId: number | null): Verdict {
  if (caller.roles === null) return 'allowed';
  if (orgId === null) return 'refused';
  const role = caller.roles.get(orgId);
  if (role === undefined) return 'unseen';
  return (actions[action].roles as readonly Role[]).includes(role) ? 'allowed' : 'refused';
}

/** The orgs in which this caller may take this action. */
export const orgsWhere = (caller: Caller, action: Action): Orgs =>
  caller.roles === null
    ? null
    : [...caller.roles.keys()].filter((orgId) => authorise(caller, action, orgId) === 'allowed');

/** The orgs that there are for this caller. */
export const seenOrgs = ({ roles }: Caller): Orgs => (roles === null ? null : [...roles.keys()]);
