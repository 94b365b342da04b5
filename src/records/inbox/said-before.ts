import type { ChatMessage } from '../../contracts/events.js';
import type { Queryable } from '../../platform/db/pool.js';
import { orderOf } from './message-order.js';

/** Nobody looks further back. */
const MOST = 20;

type Said = Pick<ChatMessage, 'author' | 'type' | 'html' | 'messageId' | 'createdAt'>;

/**
 * The messages of a conversation that were written before one of them, oldest first, as far as the inbox holds them. Drift's clock and the
 * message IDs decide; where they do not tell, the order of arrival.
 */
export async function saidBefore(
  db: Queryable,
  orgId: number,
  {
    conversationId,
    messageId,
    createdAt = null,
  }: Pick<ChatMessage, 'conversationId' | 'messageId' | 'createdAt'>,
  inboxId: number,
): Promise<Pick<ChatMessage, 'author' | 'type' | 'html'>[]> {
  const { rows } = await db.query<{ id: number; event: Said }>(
    `SELECT id, event FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message' AND id <> $3
     ORDER BY id DESC LIMIT $4`,
    [orgId, conversationId, inboxId, MOST],
  );
  const place = (at: number | null | undefined, id: string) => [at ?? null, orderOf(id)] as const;
  const [at, order] = place(createdAt, messageId);
  const isBefore = ({ id, event }: { readonly id: number; readonly event: Said }): boolean => {
    const [otherAt, otherOrder] = place(event.createdAt, event.messageId);
    if (at !== null && otherAt !== null && at !== otherAt) return otherAt < at;
    return order !== null && otherOrder !== null ? otherOrder < order : id < inboxId;
  };
  return rows
    .filter(isBefore)
    .sort((a, b) => (a.event.createdAt ?? 0) - (b.event.createdAt ?? 0) || a.id - b.id)
    .map(({ event: { author, type, html } }) => ({ author, type, html }));
}
