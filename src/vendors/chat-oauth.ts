/** What the vendor's token endpoint gave. Secrets: for memory and the vault alone. */
export interface TokenAnswer {
  readonly accessToken: string;
  /** Null: none came, so the present one stays. */
  readonly refreshToken: string | null;
  /** How long the access token lives. */
  readonly lifeMs: number;
  /** Null: the answer does not say; token_info does. */
  readonly orgId: number | null;
}

/** What the vendor says of an access token. */
export interface TokenInfo {
  readonly orgId: number;
  readonly scopes: readonly string[];
  /** Of the whole life, not what is left; null: it does not expire. */
  readonly lifeMs: number | null;
}

/** How an admin came back from the vendor's consent page. */
export type Callback =
  | { readonly kind: 'approved'; readonly code: string; readonly state: string }
  /** `state` null: it cannot be told which attempt ended. */
  | { readonly kind: 'denied'; readonly error: string; readonly state: string | null }
  | { readonly kind: 'malformed' };

/**
 * One app's OAuth side. Every call is made once, fails with an OauthError only, and leaves no secret in errors or logs. Calls with a
 * company's access token (`tokenInfo`, `countPeople`, `uninstall`) count towards its rate limit: the caller holds it.
 */
export interface ChatOauth {
  /** Where an admin is sent to approve the app. */
  authorizeUrl(state: string): string;
  /** Reads the query string of the callback, with or without its `?`. */
  readCallback(query: string): Callback;
  exchangeCode(code: string): Promise<TokenAnswer>;
  refresh(refreshToken: string): Promise<TokenAnswer>;
  tokenInfo(accessToken: string): Promise<TokenInfo>;
  /** How many people of the company it lists, bots aside. `refused`: it may not list them. */
  countPeople(accessToken: string): Promise<number>;
  /** Takes the app out of the company's account. `refused`: the token is dead, so that it is probably out already. */
  uninstall(accessToken: string): Promise<void>;
}
