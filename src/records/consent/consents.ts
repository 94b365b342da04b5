import type { Queryable } from '../../platform/db/pool.js';

export interface Consent {
  readonly orgId: number;
  /** E.164, as the vendor spells it. It holds for the phone in every spelling. */
  readonly phone: string;
  readonly status: 'opted_out' | 'opted_in';
  /** How the wish was expressed; `doubtful`: the wording may mean it; `wrong_number`: the phone is not the visitor's. */
  readonly means: 'keyword' | 'wording' | 'doubtful' | 'chat' | 'wrong_number' | 'vendor_error' | 'operator';
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

/** SQL for the latest wish of the phone's owner; `orgId`, `phone` and `which` are SQL too. */
const latestWish = (columns: string, orgId: string, phone: string, which: string): string =>
  `SELECT ${columns} FROM consents WHERE org_id = ${orgId} AND phone_key(phone) = phone_key(${phone}) AND (${which})
   ORDER BY at DESC, id DESC LIMIT 1`;

/** The same, for its status alone. */
export const latestConsent = (orgId: string, phone: string, which = 'true'): string =>
  latestWish('status', orgId, phone, which);

/** How the phone's owner opted out, ignoring the message `exceptSid`; null if they have not, or have opted in since. */
export async function findOptOut(
  db: Queryable,
  orgId: number,
  phone: string,
  exceptSid: string | null = null,
): Promise<Consent['means'] | null> {
  const { rows } = await db.query<Pick<Consent, 'status' | 'means'>>(
    latestWish('status, means', '$1', '$2', '$3::text IS NULL OR message_sid IS DISTINCT FROM $3'),
    [orgId, phone, exceptSid],
  );
  return rows[0]?.status === 'opted_out' ? rows[0].means : null;
}

/** Whether the phone's owner has opted out. */
export const hasOptedOut = async (db: Queryable, orgId: number, phone: string): Promise<boolean> =>
  (await findOptOut(db, orgId, phone)) !== null;

/**
 * Whether a word opts in again. START and UNSTOP always do. YES does where the vendor counts it too: after STOP, or a block that the vendor
 * told. After an opt-out that was read into other words, YES may answer a question of the rep.
 */
export const opensAgain = (word: 'start' | 'yes', optOut: Consent['means']): boolean =>
  word === 'start' || optOut === 'keyword' || optOut === 'vendor_error';
