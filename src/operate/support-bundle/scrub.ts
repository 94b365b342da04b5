import { maskDigits } from '../../platform/logging/logger.js';

const E_MAIL = /[^\s@<>"',;:()]+@[^\s@<>"',;:()]+/g;
/** Shorter ones would be found by chance in words that mean nothing. */
const SHORTEST_SECRET = 6;

/** Words that a vendor or an older build has chosen: no e-mail address, nothing that could be a phone number, not long. */
export function scrubWords(words: string): string {
  return maskDigits(words.replace(E_MAIL, '***')).slice(0, 200);
}

/** A URL as scheme, host and path: no user, no password, no query, in which some put them. */
export function bareUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'set';
  }
}

/** A number of ours: enough to tell two apart. */
export const maskNumber = (number: string): string => `***${number.slice(-2)}`;

/**
 * The net under everything else: takes what the configuration keeps secret, and our numbers, out of the finished text, also
 * where they stand as JSON writes them or with percent signs.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, '***'), text);
}
