import { networkOf } from '../../platform/http-server/source-address.js';

/** Wrong tokens within the window, from one source and in total, beyond which wrong ones are answered 429. */
const PER_SOURCE = 20;
const ALTOGETHER = 100;
const WINDOW_MS = 60_000;

/**
 * Counts wrong admin tokens, for the console's sign-in and the admin API together. It says nothing about right ones: those are
 * never stopped, or a stranger could lock the operators out.
 *
 * Counted in this process only: a count in PostgreSQL would let strangers write to it at will, and nothing hangs on the number.
 * Behind a proxy all callers are one source.
 */
export class WrongTokens {
  readonly #wrong: { readonly source: string; readonly at: number }[] = [];

  /** Notes a wrong token. Milliseconds until wrong tokens from there are answered 401 again; 0 if this one is. */
  note(address: string, now: number): number {
    while ((this.#wrong[0]?.at ?? now) <= now - WINDOW_MS) this.#wrong.shift();
    const source = networkOf(address);
    const theirs = this.#wrong.filter((one) => one.source === source);
    const full = theirs.length >= PER_SOURCE ? theirs : this.#wrong.length >= ALTOGETHER ? this.#wrong : null;
    if (full?.[0] !== undefined) return full[0].at + WINDOW_MS - now;
    this.#wrong.push({ source, at: now });
    return 0;
  }
}
