import axios, { AxiosError } from 'axios';
import { VendorError } from '../../platform/errors/vendor-error.js';
import type { Urgency } from '../../platform/rate-limit/priority-queue.js';
import { classifyNoAnswer, classifyStatus, parseRetryAfter } from '../../platform/vendor-http/classify.js';
import { limitInHeaders } from '../../platform/vendor-http/rate-headers.js';
import { withExactNumbers } from '../../platform/json/exact-numbers.js';
import { FILE_HEADERS, FILE_OPTIONS, toFile } from './file.js';

/** Drift responds in well under a second; a response that takes this long will not come. */
const TIMEOUT_MS = 10_000;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** Which calls go first while the rate limit makes them wait. If omitted: after calls that people wait for, before markers. */
  readonly urgency?: Urgency;
  /** It is not needed: made only where the limit has a call to spare. */
  readonly isOptional?: true;
  /** A mark beside the conversation: whether it fails says nothing about calls that people wait for. */
  readonly isBeside?: true;
  /** The answer is a file, not JSON. */
  readonly isFile?: true;
}

/** Sends one call and gives the answer's body, unread; `answered` hears of its HTTP status. @throws VendorError */
export type Send = (call: Call, token: string, answered?: (status: number) => void) => Promise<unknown>;

/** `advertised` hears of the limit that an answer names, in calls a second. */
export function createSend(apiUrl: string, advertised: (perSecond: number) => Promise<void>): Send {
  const http = axios.create({
    baseURL: apiUrl,
    timeout: TIMEOUT_MS,
    maxRedirects: 0, // the token goes to the configured host and nowhere else
    validateStatus: () => true,
    transformResponse: readExactly,
    proxy: false,
    headers: { Accept: 'application/json' },
  });
  return async ({ method, path, body, query, isFile }, token, answered) => {
    const repeatable = method !== 'POST';
    try {
      const answer = await http.request<unknown>({
        method,
        url: path,
        ...(isFile ? FILE_OPTIONS : {}),
        headers: { ...(isFile ? FILE_HEADERS : {}), Authorization: `Bearer ${token}` },
        data: body,
        params: query,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answered?.(answer.status);
      const limit = limitInHeaders(answer.headers);
      if (limit !== null) await advertised(limit);
      if (answer.status >= 200 && answer.status < 300) return isFile ? toFile(answer) : answer.data;
      if (isFile && answer.status < 400)
        throw new VendorError('chat', 'rejected', 'redirected to another host');
      const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], Date.now());
      const failure = classifyStatus(answer.status);
      throw new VendorError('chat', failure === 'ambiguous' && repeatable ? 'unavailable' : failure, method, {
        httpStatus: answer.status,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    } catch (error) {
      if (!(error instanceof AxiosError)) throw error;
      if (isFile && error.message.startsWith('maxContentLength'))
        throw new VendorError('chat', 'rejected', 'file too large', { vendorCode: 'too_large' });
      const failure = classifyNoAnswer(error.code);
      throw new VendorError(
        'chat',
        repeatable ? 'unavailable' : failure,
        `no answer to ${method}: ${error.code ?? 'unknown'}`,
      );
    }
  };
}

/** JSON without a number that JavaScript would change; what is no JSON, and a file, stays as it is. */
function readExactly(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return body;
  try {
    return JSON.parse(withExactNumbers(body)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return body;
    throw error;
  }
}

/** How an API answers a call that it does not have, or that the token may not make. */
const NO_SUCH_CALL = new Set([403, 404, 405, 501]);

/** Whether Drift refused a call because the account has no such call. It answers for a conversation that was deleted in the same way. */
export const lacksCall = (error: unknown): boolean =>
  error instanceof VendorError && error.failure !== 'unauthorized' && NO_SUCH_CALL.has(error.httpStatus ?? 0);
