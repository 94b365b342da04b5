import { z } from 'zod';
import { invalid } from './errors.js';
import type { ConversationStatus } from './types.js';

/** The page size of messages is fixed (Drift docs, retrieving a conversation's messages). */
export const MESSAGES_PER_PAGE = 50;

const DEFAULT_LIMIT = 25;
const LARGEST = { next: 50, page_token: 100 } as const;
const statusIds: Record<string, ConversationStatus> = { '1': 'open', '2': 'closed', '3': 'pending' };

const one = z.union([z.string(), z.array(z.string()).transform((values) => values.at(-1) ?? '')]).optional();
const many = z.union([z.string().transform((value) => [value]), z.array(z.string())]).default([]);
const listQuery = z.object({ limit: one, next: one, page_token: one, statusId: many });

export interface ListRequest {
  generation: 'next' | 'page_token';
  limit: number;
  offset: number;
  statuses: ConversationStatus[] | null;
}

/** Reads both generations of list paging; a blank token is the first page. Too large a limit is cut to the largest. */
export function readListQuery(query: unknown, preferred: 'next' | 'page_token'): ListRequest {
  const given = listQuery.parse(query);
  const named = given.page_token !== undefined ? 'page_token' : given.next !== undefined ? 'next' : null;
  const generation = named ?? preferred;
  const limit = given.limit === undefined ? DEFAULT_LIMIT : Number(given.limit);
  if (!Number.isInteger(limit) || limit < 1) throw invalid('limit must be a positive integer');
  const statuses = given.statusId.map((id) => {
    const status = statusIds[id];
    if (!status) throw invalid('statusId must be 1, 2 or 3');
    return status;
  });
  return {
    generation,
    limit: Math.min(limit, LARGEST[generation]),
    offset: readCursor(given[generation]),
    statuses: statuses.length > 0 ? statuses : null,
  };
}

/** An opaque cursor. It is a position, so that rows which move between pages show twice or not at all, as Drift's do. */
export function cursorAt(offset: number): string {
  return Buffer.from(`position:${offset}`).toString('base64url');
}

export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  const position = /^position:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!position) throw invalid('unknown page cursor');
  return Number(position[1]);
}

/** The list's response in the requested API generation. */
export function listPage(
  items: readonly unknown[],
  { generation, limit, offset }: ListRequest,
  link: (cursor: string | null) => string,
): Record<string, unknown> {
  const data = items.slice(offset, offset + limit);
  const next = offset + limit < items.length ? cursorAt(offset + limit) : null;
  if (generation === 'next') return { data, ...(next === null ? {} : { pagination: { more: true, next } }) };
  const self = link(offset === 0 ? null : cursorAt(offset));
  return { data, links: next === null ? { self } : { self, next: link(next) } };
}
