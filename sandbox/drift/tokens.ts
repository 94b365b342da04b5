import { randomBytes, randomUUID } from 'node:crypto';
import { scopes as allScopes } from './types.js';
import type { DriftOrg } from './types.js';

/** Lifetime of the tokens from `POST /oauth2/token` (Drift docs, authentication). */
export const OAUTH_TOKEN_SECONDS = 7200;

export interface AccessToken {
  value: string;
  id: string;
  orgId: number;
  scopes: readonly string[];
  createdAt: number;
  /** Milliseconds since the epoch; null for a private app's token, which never expires. */
  expiresAt: number | null;
  revoked: boolean;
}

export interface TokenPair {
  access: AccessToken;
  refreshToken: string;
}

export type TokenState = 'revoked' | 'expired' | 'restored';

/** The tokens of all orgs. Refreshing rotates: the refresh token that was used works no more. */
export class Tokens {
  readonly #now: () => number;
  readonly #orgs: readonly DriftOrg[];
  #access = new Map<string, AccessToken>();
  #refresh = new Map<string, number>();
  #codes = new Map<string, number>();

  constructor(orgs: readonly DriftOrg[], now: () => number) {
    this.#now = now;
    this.#orgs = orgs;
    for (const org of orgs) this.#install(org);
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

  /** A one-time authorization code, as the redirect after "Install to Drift" carries it. */
  issueCode(orgId: number): string {
    const code = randomBytes(12).toString('hex');
    this.#codes.set(code, orgId);
    return code;
  }

  exchangeCode(code: string, org: DriftOrg): TokenPair | null {
    if (this.#codes.get(code) !== org.orgId) return null;
    this.#codes.delete(code);
    return this.#issue(org);
  }

  refresh(refreshToken: string, org: DriftOrg): TokenPair | null {
    if (this.#refresh.get(refreshToken) !== org.orgId) return null;
    this.#refresh.delete(refreshToken);
    return this.#issue(org);
  }

  /** `revoked`: access and refresh tokens die; `expired`: access tokens only; `restored`: those configured work again. */
  setState(orgId: number, state: TokenState): void {
    const org = this.#orgs.find((one) => one.orgId === orgId);
    if (org && state === 'restored') {
      this.#install(org);
      return;
    }
    for (const token of this.#access.values()) {
      if (token.orgId !== orgId) continue;
      if (state === 'revoked') token.revoked = true;
      else token.expiresAt = this.#now();
    }
    if (state !== 'revoked') return;
    for (const [refreshToken, owner] of this.#refresh)
      if (owner === orgId) this.#refresh.delete(refreshToken);
  }

  #install(org: DriftOrg): void {
    const expiresAt = org.expiresInMs === undefined ? null : this.#now() + org.expiresInMs;
    this.#keep(org, org.accessToken, expiresAt);
    if (org.refreshToken !== undefined) this.#refresh.set(org.refreshToken, org.orgId);
  }

  #issue(org: DriftOrg): TokenPair {
    const access = this.#keep(org, randomBytes(16).toString('hex'), this.#now() + OAUTH_TOKEN_SECONDS * 1000);
    const refreshToken = randomBytes(16).toString('hex');
    this.#refresh.set(refreshToken, org.orgId);
    return { access, refreshToken };
  }

  #keep(org: DriftOrg, value: string, expiresAt: number | null): AccessToken {
    const token: AccessToken = {
      value,
      id: randomUUID(),
      orgId: org.orgId,
      scopes: org.scopes ?? allScopes,
      createdAt: this.#now(),
      expiresAt,
      revoked: false,
    };
    this.#access.set(value, token);
    return token;
  }
}
