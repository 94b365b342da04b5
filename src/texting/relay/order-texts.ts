import type { Queryable } from '../../platform/db/pool.js';
import type { SmsClient } from '../../vendors/sms.js';
import { textsFromVisitor } from '../list-texts.js';
import { orderByList } from './text-places.js';

/**
 * The order in which a visitor wrote these texts, as inbox row numbers: their webhooks carry no time, the vendor's list does. Texts that
 * the list does not show (yet) are placed by their arrival.
 */
export async function orderTexts(
  db: Queryable,
  sms: Pick<SmsClient, 'list'>,
  inboxIds: readonly number[],
): Promise<number[]> {
  const { rows } = await db.query<{ id: number; sid: string; visitor: string; ours: string }>(
    `SELECT id, event->>'messageSid' AS sid, event->>'visitorNumber' AS visitor, event->>'ourNumber' AS ours
     FROM inbox WHERE id = ANY ($1::bigint[]) AND kind = 'text_received'`,
    [inboxIds],
  );
  const [text] = rows;
  if (text === undefined) return orderByList(inboxIds, () => undefined);
  const listed = await textsFromVisitor(sms, text.visitor, text.ours);
  const place = new Map(listed.map(({ id }, i) => [id, listed.length - i]));
  const sidOf = new Map(rows.map(({ id, sid }) => [id, sid]));
  return orderByList(inboxIds, (id) => place.get(sidOf.get(id) ?? ''));
}
