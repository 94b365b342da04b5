/** One host of MEDIA_HOSTS: `name`, or `*.name` for everything under it; with a path, only what lies below that path. */
export type HostRule = string;

export interface MediaUrlRules {
  /** TWILIO_API_URL. */
  readonly apiUrl: string;
  readonly accountSid: string;
  /** Where Twilio's answer may send us on. */
  readonly hosts: readonly HostRule[];
}

/** https, or the very protocol, host and port that the operator gave as Twilio's: that is how the sandbox is reached. */
const isPlainApi = (apiUrl: string) => apiUrl.startsWith('http:');

/**
 * Whether a MediaUrl is what Twilio sends for a text to our account, so that it may be asked for with our credentials:
 * `https://api.twilio.com/2010-04-01/Accounts/{ours}/Messages/{SID}/Media/{SID}` (Twilio docs, Media subresource), on the
 * configured host or one of Twilio's regional ones. The webhook's signature is checked before; this does not lean on it.
 */
export function isMediaUrl(url: URL, { apiUrl, accountSid }: MediaUrlRules): boolean {
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  const api = new URL(apiUrl);
  const isRegional =
    apiUrl === 'https://api.twilio.com' &&
    url.protocol === 'https:' &&
    url.port === '' &&
    /^api(\.[a-z0-9-]+){1,2}\.twilio\.com$/.test(url.hostname);
  if (url.origin !== api.origin && !isRegional) return false;
  const base = api.pathname.replace(/\/$/, '');
  if (!url.pathname.startsWith(base)) return false;
  const parts =
    /^\/2010-04-01\/Accounts\/(\w+)\/Messages\/(?:MM|SM)[0-9a-fA-F]{32}\/Media\/ME[0-9a-fA-F]{32}$/.exec(
      url.pathname.slice(base.length),
    );
  return parts?.[1] === accountSid;
}

/** Whether Twilio's redirect may be followed there, without credentials: https to a host of the list, on its usual port. */
export function isAllowedRedirect(url: URL, { apiUrl, hosts }: MediaUrlRules): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (isPlainApi(apiUrl) && url.origin === new URL(apiUrl).origin) return true; // the sandbox is its own CDN
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return hosts.some((rule) => matchesHost(rule, url));
}

function matchesHost(rule: HostRule, { hostname, pathname }: URL): boolean {
  const [host = '', ...path] = rule.split('/');
  const isHost = host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
  return isHost && (path.length === 0 || pathname.startsWith(`/${path.join('/')}/`));
}

/** The sandbox is on this machine or in its network, under the address that the operator gave; all else must be public. */
export const mayBePrivate = (url: URL, { apiUrl }: MediaUrlRules): boolean =>
  isPlainApi(apiUrl) && url.origin === new URL(apiUrl).origin;
