import type { z } from 'zod';
import { VendorError } from '../../platform/errors/vendor-error.js';
import type { Message } from '../chat.js';
import { readableMessages, type pageSchema } from './schemas.js';
import { toMessage } from './shown.js';

export type Page = z.infer<typeof pageSchema>;

/** The messages of this page and of those behind it, oldest first: the cursor only goes forward (Drift docs). */
export async function* walkPages(
  first: Page,
  readOn: (next: string) => Promise<Page>,
): AsyncGenerator<Message> {
  let page = first;
  for (const seen = new Set<string>(); ;) {
    yield* readableMessages(page.data.messages).map(toMessage);
    if (page.pagination?.more !== true || !page.pagination.next) return;
    const next = String(page.pagination.next);
    if (seen.has(next)) throw new VendorError('chat', 'unavailable', 'its pages of messages go in a circle');
    seen.add(next);
    page = await readOn(next);
  }
}
