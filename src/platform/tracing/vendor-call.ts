import { VendorError } from '../errors/vendor-error.js';
import type { Span, Tracing } from './tracing.js';

/** What a path of Drift's API is made of; anything else in it is an ID. */
const WORDS = new Set([
  'app',
  'attachments',
  'contacts',
  'conversations',
  'data',
  'messages',
  'orgs',
  'timeline',
  'token_info',
  'users',
]);

/** `/conversations/123/messages` as `/conversations/{id}/messages`. */
export const pathTemplate = (path: string): string =>
  path
    .split('/')
    .map((part) => (part === '' || WORDS.has(part) ? part : '{id}'))
    .join('/');

/** One call to a vendor, with the wait for its turn. `vendor`: as traces call it. `what`: a method and a template, never a real URL. */
export function traceCall<T>(
  tracing: Tracing,
  vendor: string,
  what: string,
  call: (span: Span) => Promise<T>,
): Promise<T> {
  const [method, template] = what.split(' ');
  return tracing.span(
    {
      name: `${vendor} ${what}`,
      kind: 'client',
      attributes: {
        'http.request.method': method,
        'url.template': template,
        'peer.service': vendor.toLowerCase(),
      },
    },
    async (span) => {
      try {
        return await call(span);
      } catch (error) {
        if (error instanceof VendorError)
          span.set({
            'http.response.status_code': error.httpStatus,
            'textback.vendor.code': error.vendorCode,
          });
        throw error;
      }
    },
  );
}
