import { randomBytes, randomUUID } from 'node:crypto';
import { scopes as allScopes } from './types.js';
import type { DriftApp, DriftOrg } from './types.js';

/** Lifetime of the tokens from `POST /oauth2/token` (Drift docs, authentication). */
export const OAUTH_TOKEN_MS = 7_200_000;

export interface AccessToken {
  value: string;
  id: string;
  orgId: number;
  /** The app that the company connected; null for the token of a private app. */
  app: DriftApp | null;
  scopes: readonly string[];
  createdAt: number;
  /** Milliseconds since the epoch; null for a private app's token, which never expires. */
  expiresAt: number | null;
  revoked: boolean;
}

export type TokenState = 'revoked' | 'expired' | 'restored';

/** The access tokens of all orgs: each opens the data of its own org and no other. */
export class Tokens {
  readonly #now: () => number;
  #access = new Map<string, AccessToken>();

  constructor(orgs: readonly DriftOrg[], now: () => number) {
    this.#now = now;
    for (const org of orgs) this.install(org);
  }

  /** The token's record, whatever its state. */
  find(value: string): AccessToken | undefined {
    return this.#access.get(value);
  }

  /** The token if it is usable: known, not revoked, not expired. */
  valid(value: string): AccessToken | undefined {
    const token = this.find(value);
    if (!token || token.revoked) return undefined;
    return token.expiresAt === null || token.expiresAt > this.#now() ? token : undefined;
  }

  /** Those of an org; with an app, those that it got. */
  of(orgId: number, app?: DriftApp): AccessToken[] {
    return [...this.#access.values()].filter(
      (token) => token.orgId === orgId && (app === undefined || token.app === app),
    );
  }

  /** The configured token of a private app works, again. */
  install(org: DriftOrg): void {
    if (org.accessToken === undefined) return;
    const expiresAt = org.expiresInMs === undefined ? null : this.#now() + org.expiresInMs;
    this.#keep(org.orgId, null, org.scopes ?? allScopes, org.accessToken, expiresAt);
  }

  issue(orgId: number, app: DriftApp | null, scopes: readonly string[], lifeMs: number): AccessToken {
    return this.#keep(orgId, app, scopes, randomBytes(16).toString('hex'), this.#now() + lifeMs);
  }

  #keep(
    orgId: number,
    app: DriftApp | null,
    scopes: readonly string[],
    value: string,
    expiresAt: number | null,
  ): AccessToken {
    const token = {
      value,
      id: randomUUID(),
      orgId,
      app,
      scopes,
      createdAt: this.#now(),
      expiresAt,
      revoked: false,
    };
    this.#access.set(value, token);
    return token;
  }
}
