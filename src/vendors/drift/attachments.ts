import { z } from 'zod';
import type { Attachment } from '../../contracts/events.js';
import { withoutNul } from '../../platform/db/storable-text.js';

/** Twilio takes ten per text. */
const MOST = 10;

// How a message shows its attachments is not documented: these are the names that such fields have elsewhere in Drift's API.
const id = z.union([z.int().nonnegative().transform(String), z.string().regex(/^[\w-]{1,64}$/)]);
const words = z.string().min(1).max(255).transform(withoutNul);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
const shape = z.looseObject({
  id: maybe(id),
  docId: maybe(id),
  documentId: maybe(id),
  attachmentId: maybe(id),
  fileName: maybe(words),
  name: maybe(words),
  mimeType: maybe(words),
  contentType: maybe(words),
});

/** The attachments of a message, read tolerantly; what cannot be read is left out, and a message without any has no list. */
export function attachmentsIn(value: unknown): { readonly attachments?: readonly Attachment[] } {
  if (!Array.isArray(value)) return {};
  const attachments = value.slice(0, MOST).flatMap((item: unknown) => {
    const bare = id.safeParse(item);
    if (bare.success) return [{ id: bare.data, name: null, contentType: null }];
    const parsed = shape.safeParse(item);
    if (!parsed.success) return [];
    const given = parsed.data;
    const found = given.id ?? given.docId ?? given.documentId ?? given.attachmentId;
    if (!found) return [];
    const name = given.fileName ?? given.name ?? null;
    return [{ id: found, name, contentType: given.mimeType ?? given.contentType ?? null }];
  });
  return attachments.length === 0 ? {} : { attachments };
}
