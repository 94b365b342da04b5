import type { ErrorCode } from '../platform/errors/codes.js';
import type { ChatClient } from '../vendors/chat.js';
import type { SmsClient } from '../vendors/sms.js';

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

/**
 * The clients of an org. One org is served, that of the environment; until it is known which that is, its clients stand for whichever
 * org is asked for, since all events come from its app.
 */
export const createClientsFor =
  (environment: OrgClients, servedOrg: () => Promise<number | null>): ClientsFor =>
  async (orgId) => {
    const served = await servedOrg();
    if (served !== null && served !== orgId) throw new OrgNotServed();
    return environment;
  };
