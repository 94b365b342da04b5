import type { Queryable } from '../../platform/db/pool.js';
import { policyOf } from '../../vendors/sms-codes.js';
import { recordConsent } from './consents.js';

/** Records an opt-out if the vendor's error code means one. Recording it twice changes nothing. */
export async function noteOptOut(
  db: Queryable,
  orgId: number,
  phone: string,
  code: string | null,
  /** When the failed text was sent: a later START overrides the opt-out. */
  at: Date,
): Promise<void> {
  if (!policyOf(code).optOut) return;
  const word = { status: 'opted_out', means: 'vendor_error', messageSid: null } as const;
  await recordConsent(db, { orgId, phone, at, ...word });
}
