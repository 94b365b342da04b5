/** The token that opens one org's account at a vendor. */
export interface AccessToken {
  /** @throws VendorError `unauthorized` where there is none that may be tried: nothing was asked of the vendor then. */
  get(): Promise<string>;
  /** The vendor refuses this one. Another one to try, once; null where there is none. @throws VendorError */
  renew(refused: string): Promise<string | null>;
}

/** One that never changes, such as a private app's. */
export const fixedToken = (token: string): AccessToken => ({
  get: () => Promise.resolve(token),
  renew: () => Promise.resolve(null),
});
