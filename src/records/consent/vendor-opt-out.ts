import type { Queryable } from '../../platform/db/pool.js';
import { policyOf } from '../../vendors/sms-codes.js';
import { recordConsent } from './consents.js';

/** Remembers an opt-out where that is what the vendor's error code means. Saying it twice changes nothing. */
export async function noteOptOut(
  db: Queryable,
  orgId: number,
  phone: string,
  code: string | null,
  /** When the text that it is about was sent: a START since then counts. */
  at: Date,
): Promise<void> {
  if (!policyOf(code).optOut) return;
  const word = { status: 'opted_out', means: 'vendor_error', messageSid: null } as const;
  await recordConsent(db, { orgId, phone, at, ...word });
}
