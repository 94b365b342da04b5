import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ForbiddenAddress, isPublicAddress, publicOnly, type Resolve } from './address-guard.js';

export interface GetOptions {
  /** Sent to this host and to no other: redirects are not followed here. */
  readonly authorization: string | null;
  /** Connects to any address; else to public ones only. */
  readonly mayBePrivate: boolean;
  readonly resolve?: Resolve | undefined;
  /** A body is given up at the first byte beyond, whatever Content-Length says. */
  readonly maxBytes: number;
  /** Bounds all of it: name, connection, answer, body. */
  readonly signal: AbortSignal;
}

export type Got =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly contentType: string | null }
  | { readonly kind: 'redirect'; readonly location: string | null }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'too_large' };

/**
 * One GET on a connection of its own, through no proxy. Rejects with ForbiddenAddress, nothing having been sent, for an
 * address that is not public; with Node's error for a connection or answer that broke.
 */
export function getOnce(url: URL, options: GetOptions): Promise<Got> {
  const { authorization, mayBePrivate, resolve, maxBytes, signal } = options;
  return new Promise((settle, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // A name is judged when it is looked up; an address is never looked up.
    if (!mayBePrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
      reject(new ForbiddenAddress('the address is not public'));
      return;
    }
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      agent: false,
      signal,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        ...(authorization === null ? {} : { authorization }),
      },
      ...(mayBePrivate ? {} : { lookup: publicOnly(resolve) }),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const end = (got: Got) => {
        settle(got);
        request.destroy();
      };
      const status = response.statusCode ?? 0;
      const { location, 'retry-after': retryAfter } = response.headers;
      if (status >= 300 && status < 400) end({ kind: 'redirect', location: location ?? null });
      else if (status !== 200) end({ kind: 'refused', status, retryAfter });
      else readBody(response, maxBytes).then(end, reject);
    });
    request.end();
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Got> {
  const announced = Number(response.headers['content-length'] ?? 0);
  if (announced > maxBytes) return { kind: 'too_large' };
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return { kind: 'too_large' };
    chunks.push(chunk);
  }
  return {
    kind: 'file',
    bytes: Buffer.concat(chunks),
    contentType: response.headers['content-type'] ?? null,
  };
}
