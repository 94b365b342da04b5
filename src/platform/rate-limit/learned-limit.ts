import type { Queryable } from '../db/pool.js';

/** Wait after a 429 before one more call is allowed; doubled after each failed attempt, up to the longest. */
const FIRST_PROBE_MS = 15_000;
const LONGEST_PROBE_MS = 600_000;
/** After an attempt succeeded, the next ones follow at this interval. */
const STEP_MS = 2_000;
/** Calls under way at the same time are refused together, which counts as one 429. */
const ONE_LESSON_MS = 1_000;

const elapsedMs = `(extract(epoch FROM clock_timestamp() - l.cut_at) * 1000)`;
/** SQL: the limit after a 429, which recovers over time; null if there was no 429. `l` is the row. */
const afterCut = `CASE WHEN l.cut_at IS NULL THEN NULL WHEN ${elapsedMs} < l.probe_after_ms THEN l.cut_to
  ELSE l.cut_to + 1 + floor(least((${elapsedMs} - l.probe_after_ms) / ${STEP_MS}, 100000))::int END`;

/** SQL: the calls currently allowed in a second; $1 account, $2 vendor, $3 the configured limit. */
export const allowedNow = `coalesce((SELECT greatest(1, least($3, l.told, ${afterCut})) FROM learned_limits l
  WHERE l.org_id = $1 AND l.vendor = $2), $3)::int`;

/** Whose limit: see LimiterOptions. */
export interface LimitOwner {
  readonly account: number;
  readonly vendor: string;
  readonly limit: number;
}

/** The calls currently allowed in a second. */
export async function readAllowed(db: Queryable, { account, vendor, limit }: LimitOwner): Promise<number> {
  const { rows } = await db.query<{ calls: number }>(`SELECT ${allowedNow} AS calls`, [
    account,
    vendor,
    limit,
  ]);
  return rows[0]?.calls ?? limit;
}

/**
 * Lowers the limit after a 429: to half of what was allowed, or, if one more call was being tried, to the limit before that attempt; never
 * below the limit in the vendor's headers. The statement locks the row, so that processes refused together lower the limit once.
 */
export async function learnFromRefusal(db: Queryable, { account, vendor, limit }: LimitOwner): Promise<void> {
  await db.query(
    `INSERT INTO learned_limits AS l (org_id, vendor, cut_to, cut_at, probe_after_ms)
     VALUES ($1, $2, greatest(1, $3::int / 2), clock_timestamp(), ${FIRST_PROBE_MS})
     ON CONFLICT (org_id, vendor) DO UPDATE SET
       (cut_to, probe_after_ms, cut_at) = (
         SELECT greatest(1, CASE WHEN l.told < $3 THEN l.told
                                 WHEN coalesce(now.allowed >= $3, true) THEN $3 / 2
                                 WHEN now.allowed > l.cut_to THEN now.allowed - 1 ELSE l.cut_to / 2 END),
                CASE WHEN now.allowed > l.cut_to AND now.allowed < $3 THEN least(l.probe_after_ms * 2, ${LONGEST_PROBE_MS})
                     ELSE ${FIRST_PROBE_MS} END,
                clock_timestamp()
         FROM (SELECT ${afterCut} AS allowed) now)
     WHERE l.cut_at IS NULL OR l.cut_at < clock_timestamp() - interval '${ONE_LESSON_MS} milliseconds'`,
    [account, vendor, limit],
  );
}

/** Records the limit in the vendor's headers, which applies while it is below the configured one. A higher one ends a reduction. */
export async function learnFromHeaders(
  db: Queryable,
  { account, vendor }: LimitOwner,
  advertised: number,
): Promise<void> {
  await db.query(
    `INSERT INTO learned_limits (org_id, vendor, told) VALUES ($1, $2, $3)
     ON CONFLICT (org_id, vendor) DO UPDATE SET told = EXCLUDED.told,
       cut_at = CASE WHEN EXCLUDED.told > learned_limits.told THEN NULL ELSE learned_limits.cut_at END
       WHERE learned_limits.told IS DISTINCT FROM EXCLUDED.told`,
    [account, vendor, advertised],
  );
}
