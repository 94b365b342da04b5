import type { Queryable } from '../../platform/db/pool.js';
import type { TextReceived } from '../../contracts/events.js';
import type { ListedText, SmsClient } from '../../vendors/sms.js';
import { textsFromVisitor } from '../list-texts.js';
import { orderByList } from './text-places.js';

type Pair = Pick<TextReceived, 'messageSid' | 'visitorNumber' | 'ourNumber'>;

export interface OrderedTexts {
  /** Inbox row numbers. */
  readonly ordered: number[];
  readonly texts: readonly Pair[];
  /** The vendor's list, newest first. */
  readonly listed: readonly ListedText[];
}

/**
 * The order in which a visitor wrote these texts, as inbox row numbers: their webhooks carry no time, the vendor's list does. Texts that
 * the list does not show (yet) are placed by their arrival.
 */
export async function orderTexts(
  db: Queryable,
  sms: Pick<SmsClient, 'list'>,
  inboxIds: readonly number[],
): Promise<OrderedTexts> {
  const { rows: texts } = await db.query<{ id: number } & Pair>(
    `SELECT id, event->>'messageSid' AS "messageSid", event->>'visitorNumber' AS "visitorNumber", event->>'ourNumber' AS "ourNumber"
     FROM inbox WHERE id = ANY ($1::bigint[]) AND kind = 'text_received'`,
    [inboxIds],
  );
  const [text] = texts;
  const listed = text === undefined ? [] : await textsFromVisitor(sms, text.visitorNumber, text.ourNumber);
  const place = new Map(listed.map(({ id }, i) => [id, listed.length - i]));
  const sidOf = new Map(texts.map(({ id, messageSid }) => [id, messageSid]));
  return { ordered: orderByList(inboxIds, (id) => place.get(sidOf.get(id) ?? '')), texts, listed };
}
