import { TwilioError } from './error-codes.js';
import type { Text } from './types.js';

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 1000;

export interface Page {
  texts: Text[];
  page: number;
  pageSize: number;
  start: number;
  nextUri: string | null;
  previousUri: string | null;
  firstUri: string;
}

/**
 * One page of the list, newest first, of texts given newest first. A DateSent filter leaves out texts that were not
 * sent yet. The page token names the text that the page before ended with.
 */
export function pageOf(all: readonly Text[], query: URLSearchParams, path: string): Page {
  const size = Number(query.get('PageSize') ?? DEFAULT_PAGE_SIZE);
  const page = Number(query.get('Page') ?? 0);
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(page) || page < 0)
    throw new TwilioError(20404);
  const pageSize = Math.min(size, LARGEST_PAGE_SIZE);
  const found = all.filter((text) => matches(text, query));
  const token = query.get('PageToken') ?? '';
  const after = found.findIndex((text) => `PA${text.sid}` === token);
  const start = after >= 0 ? after + 1 : page * pageSize;
  const texts = found.slice(start, start + pageSize);
  const uri = (number: number, last: Text | undefined) => {
    const search = new URLSearchParams(query);
    search.set('PageSize', String(pageSize));
    search.set('Page', String(number));
    search.delete('PageToken');
    if (last && number > 0) search.set('PageToken', `PA${last.sid}`);
    return `${path}?${search.toString()}`;
  };
  const more = start + pageSize < found.length;
  return {
    texts,
    page,
    pageSize,
    start,
    nextUri: more ? uri(page + 1, texts.at(-1)) : null,
    previousUri: page > 0 ? uri(page - 1, found[start - pageSize - 1]) : null,
    firstUri: uri(0, undefined),
  };
}

function matches(text: Text, query: URLSearchParams): boolean {
  const to = query.get('To');
  const from = query.get('From');
  if (to !== null && text.to !== to) return false;
  if (from !== null && text.from !== from) return false;
  const on = query.get('DateSent');
  const after = query.get('DateSent>');
  const before = query.get('DateSent<');
  if (on === null && after === null && before === null) return true;
  if (text.dateSent === null) return false;
  if (on !== null && new Date(text.dateSent).toISOString().slice(0, 10) !== on.slice(0, 10)) return false;
  if (after !== null && text.dateSent < Date.parse(after)) return false;
  return before === null || text.dateSent < endOf(before);
}

/** A bare date includes its day. */
function endOf(date: string): number {
  const start = Date.parse(date);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? start + 86_400_000 : start + 1;
}
