import { scopesOf } from '../../src/contracts/scopes.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import type { DriftApp } from './types.js';

const { drift } = sandboxCredentials;

/** The apps that companies can connect: the published ones of a sandbox, both with the private app's verification token. */
export const defaultApps: readonly DriftApp[] = [
  {
    name: 'Textback',
    clientId: drift.clientId,
    clientSecret: drift.clientSecret,
    appId: 'sandbox-oauth-app',
    verificationToken: drift.verificationToken,
    scopes: scopesOf('write', 'all'),
  },
  {
    name: 'Textback, read only',
    clientId: drift.readClientId,
    clientSecret: drift.readClientSecret,
    appId: 'sandbox-read-app',
    verificationToken: drift.verificationToken,
    scopes: scopesOf('read', 'all'),
  },
];

/** The apps of the simulated Drift. An org with a client of its own, as tests give it, has an app of its own. */
export class DriftApps {
  readonly all: readonly DriftApp[];

  constructor(apps: readonly DriftApp[] = defaultApps) {
    this.all = apps;
  }

  byClient(clientId: string): DriftApp | undefined {
    return this.all.find((app) => app.clientId === clientId);
  }
}
