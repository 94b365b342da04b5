import { describe, expect, test } from '@jest/globals';
import {
  listQuery,
  listSchema,
  nextCursor,
  readableConversations,
} from '../../../../src/vendors/drift/conversation-list.js';

const next = (page: unknown) => nextCursor(listSchema.parse(page));

describe('the list of conversations', () => {
  test.each([
    ['of the older kind', { data: [], pagination: { more: true, next: 'abc' } }, { next: 'abc' }],
    ['whose cursor is a number', { data: [], pagination: { more: true, next: 50 } }, { next: '50' }],
    [
      'of the newer kind, whose link names another host',
      {
        data: [],
        links: { self: 'x', next: 'https://api.drift.com/conversations/list?limit=50&page_token=t%2B1' },
      },
      { page_token: 't+1' },
    ],
  ])('goes on after a page %s', (_kind, page, query) => {
    expect(listQuery(next(page))).toEqual({ limit: '50', ...query });
  });

  test.each([
    ['nothing about paging', { data: [] }],
    ['no more', { data: [], pagination: { more: false, next: 'abc' } }],
    ['a link to itself only', { data: [], links: { self: 'https://api.drift.com/conversations/list' } }],
    ['a link that is none', { data: [], links: { next: 'page two' } }],
    ['paging of another make', { data: [], pagination: 'more', links: 7 }],
  ])('ends with a page that has %s', (_what, page) => {
    expect(next(page)).toBeNull();
  });

  test('leaves out what it cannot read, and what has no time', () => {
    const row = { id: 1, status: 'OPEN', contactId: 2, createdAt: 3, updatedAt: 1_796_000_000_000 };
    const read = readableConversations([row, { ...row, id: 'x' }, { ...row, updatedAt: null }, 'row', null]);
    expect(read).toMatchObject([{ id: 1, status: 'open', contactId: 2, updatedAt: 1_796_000_000_000 }]);
  });

  test.each([1_796_000_000, '1796000000', '1796000000000', 1_796_000_000_000])(
    'tells the time of the last change in milliseconds, whether it comes in seconds or as text: %j',
    (updatedAt) => {
      expect(readableConversations([{ id: 1, status: 'open', updatedAt }])).toMatchObject([
        { updatedAt: 1_796_000_000_000 },
      ]);
    },
  );
});
