import type { Queryable } from '../../platform/db/pool.js';
import type { SmsClient } from '../../vendors/sms.js';

/**
 * The order in which a visitor wrote these texts, as inbox row numbers: their webhooks carry no time, the vendor's list does.
 * Those that the list does not show (yet) keep their place behind the others.
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
  if (text === undefined) return [...inboxIds];
  const listed = await sms.list(text.ours, text.visitor); // newest first
  const place = new Map(listed.map(({ id }, i) => [id, listed.length - i]));
  const placeOf = new Map(rows.map(({ id, sid }) => [id, place.get(sid) ?? Infinity]));
  const at = (id: number) => placeOf.get(id) ?? Infinity;
  return [...inboxIds].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
}
