import type { Queryable } from '../../../src/platform/db/pool.js';
import {
  countFirstTexts as count,
  findBooked as find,
  type BookedText,
  type FirstTextsSoFar,
  type Recipient,
} from '../../../src/records/ledger/first-texts.js';

export * from '../../../src/records/ledger/first-texts.js';

/** Without the guard, nobody asks whether the visitor was texted from another tab meanwhile. */
export const countFirstTexts = async (db: Queryable, recipient: Recipient): Promise<FirstTextsSoFar> => ({
  ...(await count(db, recipient)),
  isTextedMeanwhile: false,
});

/** Nor whether that text is about to go out. */
export async function findBooked(db: Queryable, recipient: Recipient): Promise<readonly BookedText[]> {
  const booked = await find(db, recipient);
  return booked.map((one) => ({ ...one, isToContact: false }));
}
