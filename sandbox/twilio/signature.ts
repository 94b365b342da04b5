import { createHmac } from 'node:crypto';

/**
 * X-Twilio-Signature of a form POST: HMAC-SHA1, keyed with the auth token, of the URL without its fragment followed by
 * each parameter's name and values in byte order; base64 (Twilio docs, webhooks security). Distinct values of a
 * repeated name are sorted and each preceded by the name.
 */
export function signature(
  authToken: string,
  url: string,
  params: Readonly<Record<string, string | readonly string[]>>,
): string {
  const parts = Object.keys(params)
    .sort(byteOrder)
    .flatMap((name) => {
      const value = params[name] ?? '';
      const values = typeof value === 'string' ? [value] : [...new Set(value)].sort(byteOrder);
      return values.map((one) => name + one);
    });
  return createHmac('sha1', authToken)
    .update(withoutFragment(url) + parts.join(''), 'utf8')
    .digest('base64');
}

export function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}

function byteOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
