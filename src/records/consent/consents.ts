import type { Queryable } from '../../platform/db/pool.js';

export interface Consent {
  readonly orgId: number;
  /** E.164, as the vendor spells it. It holds for the phone in every spelling. */
  readonly phone: string;
  readonly status: 'opted_out' | 'opted_in';
  /** How the wish was expressed; `doubtful`: the wording may mean it; `wrong_number`: the phone is not the visitor's. */
  readonly means: 'keyword' | 'wording' | 'doubtful' | 'chat' | 'wrong_number' | 'vendor_error';
  /** SID of the text that expressed the wish, or event key of the chat message. */
  readonly messageSid: string | null;
  readonly at: Date;
}

/** Records a wish of the phone's owner. The latest one counts; earlier ones are kept. Recording it twice changes nothing. */
export async function recordConsent(db: Queryable, c: Consent): Promise<void> {
  await db.query(
    `INSERT INTO consents (org_id, phone, status, means, message_sid, at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT ON CONSTRAINT consents_one_row_per_message DO UPDATE
       SET at = greatest(consents.at, excluded.at) WHERE excluded.message_sid IS NULL`,
    [c.orgId, c.phone, c.status, c.means, c.messageSid, c.at],
  );
}

/** SQL for the status by the phone owner's latest wish; `orgId`, `phone` and `which` are SQL too. */
export const latestConsent = (orgId: string, phone: string, which = 'true'): string =>
  `SELECT status FROM consents WHERE org_id = ${orgId} AND phone_key(phone) = phone_key(${phone}) AND (${which})
   ORDER BY at DESC, id DESC LIMIT 1`;

/** Whether the phone's owner has opted out, ignoring the message `exceptSid`. */
export async function hasOptedOut(
  db: Queryable,
  orgId: number,
  phone: string,
  exceptSid: string | null = null,
): Promise<boolean> {
  const { rows } = await db.query<{ status: string }>(
    latestConsent('$1', '$2', '$3::text IS NULL OR message_sid IS DISTINCT FROM $3'),
    [orgId, phone, exceptSid],
  );
  return rows[0]?.status === 'opted_out';
}
