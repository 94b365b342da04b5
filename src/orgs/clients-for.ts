import type { ErrorCode } from '../platform/errors/codes.js';
import type { ChatClient } from '../vendors/chat.js';
import type { SmsClient } from '../vendors/sms.js';
import type { ServedOrgs } from './served-orgs.js';

/** The clients of one org: its credentials, with a rate limit, a breaker and a credentials gate of their own. */
export interface OrgClients {
  readonly chat: ChatClient;
  readonly sms: SmsClient;
}

/** @throws OrgNotServed */
export type ClientsFor = (orgId: number) => Promise<OrgClients>;

/** This installation has no credentials of that org: nothing was asked of a vendor. */
export class OrgNotServed extends Error {
  readonly code = 'org_not_served' satisfies ErrorCode;
  constructor() {
    super('this installation does not work for that org');
    this.name = 'OrgNotServed';
  }
}

export interface OrgClientsPool {
  readonly clientsFor: ClientsFor;
  /** How long the oldest call of this process, of any org, has been waiting for a rate limit. Milliseconds. */
  readonly oldestWaitMs: () => number;
}

/**
 * The clients of each org, made when they are first asked for and kept: they remember what their vendors have last answered. `makeFor`: those
 * of an org that has connected itself.
 */
export function createOrgClientsPool(
  environment: OrgClients,
  servedOrgs: Pick<ServedOrgs, 'served'>,
  makeFor: (orgId: number) => OrgClients,
): OrgClientsPool {
  const made = new Map<number, OrgClients>();
  return {
    clientsFor: async (orgId) => {
      const served = await servedOrgs.served(orgId);
      if (served === 'environment') return environment;
      if (served === 'nobody') throw new OrgNotServed();
      const known = made.get(orgId) ?? makeFor(orgId);
      made.set(orgId, known);
      return known;
    },
    oldestWaitMs: () =>
      Math.max(environment.chat.oldestWaitMs, ...[...made.values()].map(({ chat }) => chat.oldestWaitMs)),
  };
}
