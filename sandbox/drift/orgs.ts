import { ControlError } from '../shared/control.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import type { DriftOrg, DriftUser } from './types.js';

export const defaultUsers: readonly DriftUser[] = [
  { id: 41, name: 'Riley Park', email: 'riley@example.com', availability: 'AVAILABLE', role: 'agent' },
  { id: 42, name: 'Sam Ortiz', email: 'sam@example.com', availability: 'OFFLINE', role: 'admin' },
  { id: 90, name: 'Front desk bot', bot: true },
  { id: 91, name: 'Textback', bot: true },
];

/** The company of the environment's token, and two that have not connected yet. */
const defaultOrgs = (): DriftOrg[] => [
  { name: 'Acme', ...sandboxCredentials.drift },
  { name: 'Birch Dental', orgId: 8101 },
  { name: 'Cedar Bikes', orgId: 8102 },
];

/** The companies of the simulated Drift. The last bot of an org's users stands for the app; the first for the playbook. */
export class DriftOrgs {
  readonly all: readonly DriftOrg[];
  readonly first: DriftOrg;

  constructor(orgs: readonly DriftOrg[] | undefined) {
    this.all = orgs && orgs.length > 0 ? orgs : defaultOrgs();
    const [first] = this.all;
    if (!first) throw new Error('a Drift org is needed');
    this.first = first;
  }

  /** The org with this ID, or the first org if omitted. @throws ControlError for an unknown ID. */
  get(orgId?: number): DriftOrg {
    const org = orgId === undefined ? this.first : this.all.find((one) => one.orgId === orgId);
    if (!org) throw new ControlError(`no org ${String(orgId)}`, 404);
    return org;
  }

  users(orgId: number): readonly DriftUser[] {
    return this.get(orgId).users ?? defaultUsers;
  }

  user(orgId: number, userId: number): DriftUser | undefined {
    return this.users(orgId).find((user) => user.id === userId);
  }

  rep(orgId: number): DriftUser {
    const rep = this.users(orgId).find((user) => user.bot !== true);
    if (!rep) throw new ControlError(`org ${orgId} has no rep`);
    return rep;
  }

  /** Who speaks for a playbook. */
  playbookBot(orgId: number): DriftUser {
    return this.users(orgId).find((user) => user.bot === true) ?? { id: 90, name: 'Bot', bot: true };
  }

  /** Who speaks for the app when a post names no user. */
  appBot(orgId: number): DriftUser {
    return this.users(orgId).findLast((user) => user.bot === true) ?? { id: 91, name: 'App', bot: true };
  }
}
