import type { Callback } from '../chat-oauth.js';

const LONGEST = 2_048;

/**
 * Reads the query of the callback as it was sent. The sample in Drift's documentation has a second `?` where `&` belongs
 * (`?code=...?state=...`), so both part parameters: neither stands unencoded in a code or in a state of ours. A parameter that is given
 * twice with different values proves nothing.
 */
export function readCallback(query: string): Callback {
  const given = new URLSearchParams(query.replace(/^\?/, '').replaceAll('?', '&'));
  const [code, state, error] = ['code', 'state', 'error'].map((name) => only(given.getAll(name)));
  if (code === null || state === null || error === null) return { kind: 'malformed' };
  if (error !== undefined)
    return { kind: 'denied', error: /^[\w.-]{1,60}$/.test(error) ? error : 'unknown', state: state ?? null };
  if (code === undefined) return state === undefined ? { kind: 'malformed' } : withoutCode(state);
  return state === undefined ? { kind: 'malformed' } : { kind: 'approved', code, state };
}

/** How Drift answers a denial is not documented: who comes back without a code has none. */
const withoutCode = (state: string): Callback => ({ kind: 'denied', error: 'no_code', state });

/** Undefined: not there, or empty. Null: ambiguous, or longer than any vendor makes it. */
function only(values: readonly string[]): string | null | undefined {
  const [first, ...others] = new Set(values.filter((value) => value !== ''));
  if (others.length > 0 || (first?.length ?? 0) > LONGEST) return null;
  return first;
}
