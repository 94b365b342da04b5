import type { FastifyRequest } from 'fastify';
import type { ConversationRef } from '../../../contracts/activity-results.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { grantOf } from '../../access/grant.js';

/** An ID in an address. Drift's IDs and ours are whole numbers that JavaScript can hold. */
export function idOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new HttpError('not_found', 'Nothing exists at this address.');
  return Number(text);
}

/** One value of a query string; null where it is not there or came twice. */
export function queryValue(query: unknown, name: string): string | null {
  const value = (query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The `before` of a page of a list; null on its first page. */
export function beforeOf(query: unknown): number | null {
  const before = queryValue(query, 'before');
  if (before !== null && !/^\d{1,15}$/.test(before))
    throw new HttpError('bad_request', 'before should be an ID from this list.');
  return before === null ? null : Number(before);
}

export const HTML = 'text/html; charset=utf-8';

/** The conversation of an address, in the org that the guard has found for it. @throws HttpError not_found if no org has it */
export function conversationOf(
  request: FastifyRequest & { readonly params: { readonly id: string } },
): ConversationRef {
  const { orgId } = grantOf(request);
  if (orgId === null) throw new HttpError('not_found', 'Textback does not know this conversation.');
  return { orgId, conversationId: idOf(request.params.id) };
}
