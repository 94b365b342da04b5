/** Wrong sign-ins allowed within the window, from one address and in total; beyond that, sign-ins are refused until it ends. */
const PER_ADDRESS = 5;
const ALTOGETHER = 100;
const WINDOW_MS = 60_000;

/**
 * Counts wrong sign-ins in this process, so that nobody can guess tokens by trying. Behind a proxy that hides addresses, all
 * callers count as one address.
 */
export class WrongSignIns {
  readonly #wrong: { readonly address: string; readonly at: number }[] = [];

  /** How long this address has to wait before it may try again; 0 if it need not wait. Milliseconds. */
  waitMs(address: string, now: number): number {
    while ((this.#wrong[0]?.at ?? now) <= now - WINDOW_MS) this.#wrong.shift();
    const theirs = this.#wrong.filter((one) => one.address === address);
    const full =
      theirs.length >= PER_ADDRESS ? theirs : this.#wrong.length >= ALTOGETHER ? this.#wrong : null;
    return full?.[0] === undefined ? 0 : full[0].at + WINDOW_MS - now;
  }

  note(address: string, now: number): void {
    this.#wrong.push({ address, at: now });
  }
}
