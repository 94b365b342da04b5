/** So many wrong ones from one address, and from everywhere, within the window; after that nobody is heard until it is over. */
const PER_ADDRESS = 5;
const ALTOGETHER = 100;
const WINDOW_MS = 60_000;

/**
 * Counts wrong sign-ins of this process, so that tokens cannot be tried one after another. Behind a proxy that hides
 * addresses all of them count as one.
 */
export class WrongSignIns {
  readonly #wrong: { readonly address: string; readonly at: number }[] = [];

  /** How long this address has to wait before it is heard again; 0 where it need not. Milliseconds. */
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
