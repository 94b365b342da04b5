import { z } from 'zod';
import { momentIn } from './webhook-data.js';

// Drift's answers, read tolerantly: IDs come as numbers or strings, optional parts are absent or null.
const id = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
]);
const text = z.string();

export const conversationSchema = z.looseObject({
  id,
  status: text.transform((status) => status.toLowerCase()).catch('open'),
  contactId: id.nullish().catch(null),
  participants: z.array(id).catch([]),
  conversationTags: z.unknown().optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const contactSchema = z.looseObject({ id, attributes: z.record(text, z.unknown()).catch({}) });
export type Contact = z.infer<typeof contactSchema>;

export const messageSchema = z.looseObject({
  id: z.union([z.number(), text]).transform(String),
  type: text.catch('unknown'),
  body: text.nullish().catch(null),
  author: z
    .looseObject({ id: id.nullish().catch(null), type: text, bot: z.unknown().optional() })
    .nullish()
    .catch(null),
  createdAt: z
    .unknown()
    .optional()
    .transform((value) => momentIn(value) ?? null),
  attributes: z.record(text, z.unknown()).nullish().catch(null),
});
export type Message = z.infer<typeof messageSchema>;

export const pageSchema = z.looseObject({
  data: z.looseObject({ messages: z.array(z.unknown()) }),
  pagination: z
    .looseObject({ more: z.boolean().nullish(), next: z.union([text, z.number()]).nullish() })
    .nullish(),
});

/** Most answers are `{data: ...}`, some are bare (Drift docs, data and errors). */
export function unwrap(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
}

/** The messages that can be read; one of an unknown make does not hide its neighbours. */
export function readableMessages(messages: readonly unknown[]): Message[] {
  return messages.flatMap((message) => {
    const parsed = messageSchema.safeParse(message);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The names of a conversation's tags; null if there is a list that cannot be read. */
export function tagNames({ conversationTags }: Conversation): string[] | null {
  if (conversationTags === undefined || conversationTags === null) return [];
  const parsed = z.array(z.looseObject({ name: text })).safeParse(conversationTags);
  return parsed.success ? parsed.data.map(({ name }) => name) : null;
}

/** `bot` is false or absent for people; any other value counts as a bot. */
export const isPerson = (bot: unknown): boolean => bot === undefined || bot === null || bot === false;
