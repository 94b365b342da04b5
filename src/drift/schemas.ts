import { z } from 'zod';

// Drift's answers, read tolerantly: IDs come as numbers or strings, optional parts are absent or null.
const id = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);
const text = z.string();

export const conversationSchema = z.looseObject({
  id,
  status: text.transform((status) => status.toLowerCase()).catch('open'),
  contactId: id.nullish().catch(null),
  conversationTags: z
    .array(z.looseObject({ name: text }))
    .nullish()
    .catch(null),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const contactSchema = z.looseObject({ id, attributes: z.record(text, z.unknown()).catch({}) });
export type Contact = z.infer<typeof contactSchema>;

export const messageSchema = z.looseObject({
  id: z.union([z.number(), text]).transform(String),
  type: text.catch('unknown'),
  body: text.nullish().catch(null),
  author: z
    .looseObject({ id: id.nullish().catch(null), type: text, bot: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  createdAt: z.number().nullish().catch(null),
  attributes: z.record(text, z.unknown()).nullish().catch(null),
});
export type Message = z.infer<typeof messageSchema>;

export const pageSchema = z.looseObject({
  data: z.looseObject({ messages: z.array(messageSchema).catch([]) }),
  pagination: z
    .looseObject({ more: z.boolean().nullish(), next: z.union([text, z.number()]).nullish() })
    .nullish(),
});

/** Most answers are `{data: ...}`, some are bare (Drift docs, data and errors). */
export function unwrap(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
}
