import { OauthError } from '../../platform/errors/oauth-error.js';
import { parseRetryAfter } from '../../platform/vendor-http/classify.js';
import { NoAnswer, postOnce, type PostAnswer } from '../../platform/vendor-http/post-once.js';
import type { ChatOauth } from '../chat-oauth.js';
import { countPeopleIn, errorIn, readTokenAnswer, readTokenInfo } from './oauth-answers.js';
import { readCallback } from './oauth-callback.js';

/** Shorter than a caller that holds a lock over it may wait; Drift answers in well under a second. */
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** One Drift app. */
export interface DriftOauthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Base URL of the API. */
  readonly apiUrl: string;
  /** As it stands in the app's settings; fixed, and never built from a request. A process that picks its own port knows it late. */
  readonly redirectUri: () => string;
  readonly timeoutMs?: number;
}

/** Drift's OAuth (Drift docs, authentication and scopes), as tolerant of its answers as facts about it are thin. */
export function createDriftOauth(options: DriftOauthOptions): ChatOauth {
  const {
    clientId,
    clientSecret,
    authorizeUrl,
    tokenUrl,
    apiUrl,
    redirectUri,
    timeoutMs = TIMEOUT_MS,
  } = options;
  const client = { client_id: clientId, client_secret: clientSecret };
  const post = async (what: string, url: URL, headers: Record<string, string>, body: string) => {
    const answer = await postOnce(url, {
      headers: { accept: 'application/json', ...headers },
      body,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
    }).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
      throw new OauthError('chat', error.wasSent ? 'answer_lost' : 'not_sent', `${what}: ${error.message}`);
    });
    return bodyOf(what, answer);
  };
  const token = async (what: string, grant: Record<string, string>) => {
    const form = new URLSearchParams({ ...client, ...grant }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return readable(what, readTokenAnswer(await post(what, new URL(tokenUrl), type, form)));
  };
  const bearer = (accessToken: string) => ({
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
  });
  return {
    readCallback,
    authorizeUrl(state) {
      const url = new URL(authorizeUrl);
      const query = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri(), state };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },
    exchangeCode: (code) =>
      token('code exchange', { grant_type: 'authorization_code', code, redirect_uri: redirectUri() }),
    refresh: (refreshToken) => token('refresh', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    async tokenInfo(accessToken) {
      const url = new URL(`${apiUrl}/app/token_info`);
      const body = JSON.stringify({ access_token: accessToken });
      return readable('token info', readTokenInfo(await post('token info', url, bearer(accessToken), body)));
    },
    async countPeople(accessToken) {
      const answer = await getText(new URL(`${apiUrl}/users/list`), bearer(accessToken), timeoutMs);
      return readable('users', countPeopleIn(bodyOf('users', answer)));
    },
    async uninstall(accessToken) {
      const url = new URL(`${apiUrl}/app/uninstall`); // Drift wants the secret in the query: this URL is never told to anybody
      url.searchParams.set('clientId', clientId);
      url.searchParams.set('clientSecret', clientSecret);
      await post('uninstall', url, bearer(accessToken), '{}');
    },
  };
}

/** Anything but an answer is `answer_lost`: what is asked here can be asked again. */
async function getText(url: URL, headers: Record<string, string>, timeoutMs: number): Promise<PostAnswer> {
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  } catch {
    throw new OauthError('chat', 'answer_lost', 'users: no answer'); // what fetch says may hold the request
  }
}

/** @throws OauthError for any answer but a success. */
function bodyOf(what: string, { status, headers, text }: PostAnswer): unknown {
  const body = jsonIn(text);
  if (status >= 200 && status < 300) return body;
  const error = errorIn(body);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const details = { httpStatus: status, vendorCode: error?.code, retryAfterMs };
  if (status === 429) throw new OauthError('chat', 'throttled', what, details);
  if (error?.ofClient) throw new OauthError('chat', 'misconfigured', what, details);
  // Only Drift itself says so in JSON; a page of some gateway on the way does not speak of the grant.
  if (REFUSALS.has(status) && error !== undefined) throw new OauthError('chat', 'refused', what, details);
  if (WRONG_ADDRESS.has(status) || (status >= 300 && status < 400))
    throw new OauthError('chat', 'misconfigured', what, details);
  throw new OauthError('chat', 'answer_lost', what, details);
}

const REFUSALS = new Set([400, 401, 403]);
const WRONG_ADDRESS = new Set([404, 405, 406, 410, 415]);

function readable<T>(what: string, read: T | null): T {
  if (read === null) throw new OauthError('chat', 'answer_lost', `${what}: unreadable answer`);
  return read;
}

/** Undefined for anything but JSON, whatever the content type says. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
