import { VendorError } from '../../platform/errors/vendor-error.js';
import { classifyStatus, parseRetryAfter } from '../../platform/vendor-http/classify.js';
import { ForbiddenAddress, type Resolve } from '../../platform/vendor-http/address-guard.js';
import { getOnce, type Got } from '../../platform/vendor-http/get-once.js';
import { MAX_FILE_BYTES } from '../../contracts/limits.js';
import { MediaRefused } from '../../contracts/media-refusals.js';
import { isAllowedRedirect, isMediaUrl, mayBePrivate, type MediaUrlRules } from './media-url.js';

const MAX_REDIRECTS = 2;
/** Bounds the whole way, redirects included. */
const TIMEOUT_MS = 15_000;

export interface DownloadOptions {
  readonly rules: MediaUrlRules;
  /** User and password of the API: the key, else account and auth token. */
  readonly credentials: { readonly user: string; readonly password: string };
  /** For tests: how names become addresses. */
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
}

/**
 * Gets a file of a text from Twilio, which asks for credentials and sends us on to its CDN (Twilio docs, Media subresource).
 * The credentials go to Twilio's API alone.
 * @throws MediaRefused for what will not change. VendorError for what may: try again.
 */
export async function download(
  mediaUrl: string,
  { rules, credentials, resolve, timeoutMs = TIMEOUT_MS }: DownloadOptions,
): Promise<{ bytes: Buffer; contentType: string | null }> {
  if (!URL.canParse(mediaUrl)) throw new MediaRefused('forbidden_address');
  let url = new URL(mediaUrl);
  if (!isMediaUrl(url, rules)) throw new MediaRefused('forbidden_address');
  const { user, password } = credentials;
  let authorization: string | null = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const signal = AbortSignal.timeout(timeoutMs);
  for (let redirects = 0; ; redirects++) {
    const got = await attempt(() =>
      getOnce(url, {
        authorization,
        mayBePrivate: mayBePrivate(url, rules),
        resolve,
        maxBytes: MAX_FILE_BYTES,
        signal,
      }),
    );
    switch (got.kind) {
      case 'file':
        if (got.bytes.length === 0) throw new MediaRefused('empty');
        return got;
      case 'too_large':
        throw new MediaRefused('too_large');
      case 'refused':
        throw refusedBy(authorization === null ? 'cdn' : 'api', got.status, got.retryAfter);
      case 'redirect': {
        if (redirects === MAX_REDIRECTS) throw new MediaRefused('too_many_redirects');
        if (got.location === null || !URL.canParse(got.location, url.href))
          throw new MediaRefused('not_served');
        url = new URL(got.location, url);
        if (!isAllowedRedirect(url, rules)) throw new MediaRefused('forbidden_address');
        authorization = null;
      }
    }
  }
}

async function attempt(get: () => Promise<Got>): Promise<Got> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof ForbiddenAddress) throw new MediaRefused('forbidden_address');
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error; // not of the network
    const code = String(error.code);
    throw new VendorError('sms', 'unavailable', `download failed: ${code}`); // a GET changes nothing: it may be repeated
  }
}

/** The CDN's links live for hours: if it refuses one, ask the API for a new one. */
function refusedBy(host: 'api' | 'cdn', status: number, retryAfter: string | undefined): Error {
  const failure = classifyStatus(status);
  const retryAfterMs = parseRetryAfter(retryAfter, Date.now());
  const details = { httpStatus: status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (failure === 'ambiguous' || (host === 'cdn' && failure !== 'rate_limited'))
    return new VendorError('sms', 'unavailable', 'download failed', details);
  return failure === 'rejected'
    ? new MediaRefused('not_served')
    : new VendorError('sms', failure, 'download failed', details);
}
