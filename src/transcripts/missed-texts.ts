import type { NamedEvent } from '../contracts/events.js';
import { storedSources } from '../contracts/stored-names.js';
import type { Queryable } from '../platform/db/pool.js';
import type { ListedText, SmsClient } from '../vendors/sms.js';

/** The texts of these that no webhook has brought, in the order in which they were written. `listed`: newest first. */
export async function missedTexts(db: Queryable, listed: readonly ListedText[]): Promise<ListedText[]> {
  const received = listed.filter(({ isReceived }) => isReceived);
  if (received.length === 0) return [];
  const { rows } = await db.query<{ key: string }>(
    'SELECT event_key AS key FROM inbox WHERE source = $1 AND event_key = ANY ($2::text[])',
    [storedSources.sms, received.map(({ id }) => keyOf(id))],
  );
  const come = new Set(rows.map(({ key }) => key));
  return received.filter(({ id }) => !come.has(keyOf(id))).reverse();
}

/** The events that these texts' webhooks would have been. */
export async function eventsOf(
  sms: Pick<SmsClient, 'asReceived'>,
  texts: readonly ListedText[],
): Promise<NamedEvent[]> {
  const events: NamedEvent[] = [];
  for (const text of texts) events.push(await sms.asReceived(text)); // one call at a time, and only for pictures
  return events;
}

/** As the webhook's event is keyed. */
const keyOf = (sid: string): string => `${sid}:received`;
