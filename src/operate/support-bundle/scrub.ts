import { maskDigits } from '../../platform/logging/logger.js';

const E_MAIL = /[^\s@<>"',;:()]+@[^\s@<>"',;:()]+/g;
/** Shorter secrets would match harmless words by chance. */
const SHORTEST_SECRET = 6;

/** Cleans text of a vendor or an older build: removes e-mail addresses and possible phone numbers, and shortens it. */
export function scrubWords(words: string): string {
  return maskDigits(words.replace(E_MAIL, '***')).slice(0, 200);
}

/** A URL reduced to scheme, host and path, since user, password and query may hold secrets. */
export function bareUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'set';
  }
}

/** Masks one of our numbers but leaves enough to tell two apart. */
export const maskNumber = (number: string): string => `***${number.slice(-2)}`;

/**
 * The last safety net: removes configured secrets and our numbers from the finished text, including their JSON-escaped and
 * percent-encoded forms.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, '***'), text);
}
