/** HTTP headers by name. */
export type Headers = Readonly<Record<string, string>>;
/** A Drift webhook before it is signed, or not. */
export interface Made {
  readonly kind: string;
  readonly text: string | Buffer;
  readonly allowed: readonly number[];
  readonly headers?: Headers;
  /** Headers that stand for a forger: no token, no signature, unless given here. */
  readonly forged?: Headers;
}
