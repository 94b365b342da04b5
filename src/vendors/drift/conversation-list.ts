import { z } from 'zod';
import { conversationSchema } from './schemas.js';
import { momentIn } from './webhook-data.js';

// GET /conversations/list has two ways of paging, on the same address: `next` with `pagination`, and `page_token` with `links`.

/** The largest page that both ways allow. */
const PAGE = '50';

export const listSchema = z.looseObject({
  data: z.array(z.unknown()),
  pagination: z
    .looseObject({ more: z.boolean().nullish(), next: z.union([z.string(), z.number()]).nullish() })
    .nullish()
    .catch(null),
  links: z.looseObject({ next: z.string().nullish() }).nullish().catch(null),
});

const listedSchema = conversationSchema.extend({
  updatedAt: z
    .unknown()
    .transform((value) => momentIn(value))
    .pipe(z.number()),
});
export type ListedConversation = z.infer<typeof listedSchema>;

/** The conversations that can be read; one of an unknown make does not hide its neighbours. */
export function readableConversations(conversations: readonly unknown[]): ListedConversation[] {
  return conversations.flatMap((conversation) => {
    const parsed = listedSchema.safeParse(conversation);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Where the next page is, as its query; null on the last page. A link's host is not followed: the token goes to ours only. */
export function nextCursor({ pagination, links }: z.infer<typeof listSchema>): string | null {
  if (pagination?.more === true && pagination.next) return cursor('next', String(pagination.next));
  const link = links?.next ?? '';
  const token = URL.canParse(link) ? new URL(link).searchParams.get('page_token') : null;
  return token === null || token === '' ? null : cursor('page_token', token);
}

export const listQuery = (from: string | null): Readonly<Record<string, string>> => ({
  limit: PAGE,
  ...(from === null ? {} : Object.fromEntries(new URLSearchParams(from))),
});

const cursor = (name: 'next' | 'page_token', value: string) =>
  new URLSearchParams({ [name]: value }).toString();
