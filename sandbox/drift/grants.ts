import { randomBytes } from 'node:crypto';
import type { DriftSwitches } from './switches.js';
import type { AccessToken, TokenState, Tokens } from './tokens.js';
import type { DriftApp, DriftOrg } from './types.js';
import { scopes as allScopes } from './types.js';

const CODE_LIFE_MS = 600_000;

export interface TokenPair {
  access: AccessToken;
  /** Null: the present one stays. */
  refreshToken: string | null;
}

/** Whose grant it is: a company and the app that it approved; null for the client of an org's own app. */
interface Grant {
  readonly org: DriftOrg;
  readonly app: DriftApp | null;
}

interface RefreshToken extends Grant {
  /** After a rotation: the pair that it was given for, and when. */
  spent: { readonly at: number; readonly pair: TokenPair; wasRepeated: boolean } | null;
  wasUsed: boolean;
}

/** What companies have granted to apps: codes, refresh tokens, and who has which app. */
export class Grants {
  readonly #tokens: Tokens;
  readonly #now: () => number;
  readonly #switches: () => DriftSwitches;
  #codes = new Map<string, Grant & { readonly until: number }>();
  #refresh = new Map<string, RefreshToken>();
  #installed = new Map<string, Grant & { readonly app: DriftApp }>();

  constructor(orgs: readonly DriftOrg[], tokens: Tokens, now: () => number, switches: () => DriftSwitches) {
    this.#tokens = tokens;
    this.#now = now;
    this.#switches = switches;
    for (const org of orgs) this.#keepOwn(org);
  }

  /** A one-time code of ten minutes, as the redirect after the consent page carries it. */
  issueCode(org: DriftOrg, app: DriftApp | null): string {
    const code = randomBytes(12).toString('hex');
    this.#codes.set(code, { org, app, until: this.#now() + CODE_LIFE_MS });
    return code;
  }

  /** Null: the code is unknown, used, too old or another app's. */
  exchangeCode(code: string, isOf: (grant: Grant) => boolean): TokenPair | null {
    const grant = this.#codes.get(code);
    if (!grant || !isOf(grant)) return null;
    this.#codes.delete(code);
    if (grant.until <= this.#now()) return null;
    const { org, app } = grant;
    if (app !== null) {
      this.#kill(org.orgId, app); // who installs again gets new tokens, and the old ones end
      this.#installed.set(keyOf(org, app), { org, app });
    }
    return this.#issue({ org, app }, true);
  }

  /** Null: the refresh token is unknown, spent or another app's. */
  refresh(refreshToken: string, isOf: (grant: Grant) => boolean): TokenPair | null {
    const known = this.#refresh.get(refreshToken);
    if (!known || !isOf(known)) return null;
    if (known.spent !== null) return this.#again(known, known.spent);
    known.wasUsed = true;
    const { refreshRotates } = this.#switches();
    const pair = this.#issue(known, refreshRotates);
    if (refreshRotates) known.spent = { at: this.#now(), pair, wasRepeated: false };
    return pair;
  }

  /** A spent token, once more: the same pair again within the grace, unless that was used already. */
  #again(token: RefreshToken, spent: NonNullable<RefreshToken['spent']>): TokenPair | null {
    const { refreshGraceMs, reuseEndsGrant } = this.#switches();
    const next = this.#refresh.get(spent.pair.refreshToken ?? '');
    const isGrace = this.#now() - spent.at < refreshGraceMs && !spent.wasRepeated && next?.wasUsed === false;
    spent.wasRepeated = true;
    if (isGrace) return spent.pair;
    if (reuseEndsGrant) this.#kill(token.org.orgId, token.app);
    return null;
  }

  ownerOf(refreshToken: string): number | null {
    return this.#refresh.get(refreshToken)?.org.orgId ?? null;
  }

  /** The apps that an org has installed. */
  appsOf(orgId: number): DriftApp[] {
    return [...this.#installed.values()].filter(({ org }) => org.orgId === orgId).map(({ app }) => app);
  }

  /** Ends the grant and takes the app out; false if the org does not have it. */
  uninstall(org: DriftOrg, app: DriftApp): boolean {
    this.#kill(org.orgId, app);
    return this.#installed.delete(keyOf(org, app));
  }

  /** `revoked`: access and refresh tokens die; `expired`: access tokens only; `restored`: those configured work again. */
  setState(org: DriftOrg, state: TokenState): void {
    if (state === 'restored') {
      this.#tokens.install(org);
      this.#keepOwn(org);
      return;
    }
    if (state === 'revoked') this.#kill(org.orgId);
    else for (const token of this.#tokens.of(org.orgId)) token.expiresAt = this.#now();
  }

  #kill(orgId: number, app?: DriftApp | null): void {
    const isMeant = (other: DriftApp | null) => app === undefined || app === other;
    for (const token of this.#tokens.of(orgId)) if (isMeant(token.app)) token.revoked = true;
    for (const [value, { org, app: other }] of this.#refresh)
      if (org.orgId === orgId && isMeant(other)) this.#refresh.delete(value);
  }

  #keepOwn(org: DriftOrg): void {
    if (org.refreshToken === undefined) return;
    this.#refresh.set(org.refreshToken, { org, app: null, spent: null, wasUsed: false });
  }

  #issue({ org, app }: Grant, withRefreshToken: boolean): TokenPair {
    const scopes = app?.scopes ?? org.scopes ?? allScopes;
    const access = this.#tokens.issue(org.orgId, app, scopes, this.#switches().tokenLifeMs);
    if (!withRefreshToken) return { access, refreshToken: null };
    const refreshToken = randomBytes(16).toString('hex');
    this.#refresh.set(refreshToken, { org, app, spent: null, wasUsed: false });
    return { access, refreshToken };
  }
}

const keyOf = (org: DriftOrg, app: DriftApp): string => `${org.orgId}:${app.clientId}`;
