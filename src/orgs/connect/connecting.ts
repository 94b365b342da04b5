import type { OrgTokens } from '../connections/org-tokens.js';
import type { InstallDeps } from './install.js';

/** What it takes to connect, check and disconnect orgs. */
export interface Connecting extends InstallDeps {
  readonly tokens: OrgTokens;
  /** Where somebody begins who has a ticket. */
  readonly beginUrl: () => string;
  /** Secrets can be sealed: without, nobody is sent to the vendor. */
  readonly hasKeys: boolean;
  /** As configured, for each org. */
  readonly callsPerSecond: number;
}
