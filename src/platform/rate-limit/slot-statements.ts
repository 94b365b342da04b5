import { allowedNow } from './learned-limit.js';

/** A process with waiting calls looks for a slot every 50 ms. If it has not for this long, others need not let it go first. */
const ABSENT_MS = 1_000;

/** Rows of one token: $1 account, $2 vendor. */
export const ofAccount = 'org_id = $1 AND vendor = $2';
const ago = (ms: string | number) => `clock_timestamp() - ${ms} * interval '1 millisecond'`;
const whoWaits = `SELECT FROM waiting_lines WHERE ${ofAccount} AND seen_at > ${ago(ABSENT_MS)}`;
/** A call in another process goes first. */
const isBehind = `EXISTS (${whoWaits} AND process <> $5 AND (urgency, since) < ($6::int, ${ago('$7')}))`;
const isPaused = `EXISTS (SELECT FROM call_slots WHERE ${ofAccount} AND slot = 0 AND free_at > clock_timestamp())`;

/** $1 account, $2 vendor, $3 the configured limit, $4 milliseconds that a call may hold the slot. */
const takingUnless = (obstacle: string) => `
  allowed AS (SELECT ${allowedNow} AS slots),
  taken AS (
    UPDATE call_slots SET free_at = clock_timestamp() + $4 * interval '1 millisecond'
    WHERE (org_id, vendor, slot) = (
      SELECT org_id, vendor, slot FROM call_slots
      WHERE ${ofAccount} AND slot BETWEEN 1 AND (SELECT slots FROM allowed) AND free_at <= clock_timestamp()
        AND NOT ${isPaused} AND NOT ${obstacle}
      ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING slot, free_at::text AS until)`;

const areFew = `(SELECT count(*) FILTER (WHERE free_at <= clock_timestamp()) <= greatest(1, count(*) / 3) FROM call_slots
  WHERE ${ofAccount} AND slot BETWEEN 1 AND (SELECT slots FROM allowed))`;
/** As takingUnless, but only if nobody waits and more than a third of the slots, and at least two, are free. */
export const TAKE_SPARE = `WITH ${takingUnless(`(EXISTS (${whoWaits}) OR ${areFew})`)} SELECT slot, until FROM taken`;

/**
 * As takingUnless; $5 this process, $6 and $7 the rank of its first call and the milliseconds that it has waited, $8 and $9 the same for
 * the call behind it, or null. Also records for whom the process wants the next slot.
 */
export const TAKE = `
  WITH ${takingUnless(isBehind)},
  stands AS (
    INSERT INTO waiting_lines (org_id, vendor, process, urgency, since, seen_at)
    SELECT $1, $2, $5, urgency, ${ago('waited')}, clock_timestamp()
    FROM (VALUES (false, $6::int, $7::float8), (true, $8::int, $9::float8)) AS waiting (after, urgency, waited)
    WHERE after = EXISTS (SELECT FROM taken) AND urgency IS NOT NULL
    ON CONFLICT (org_id, vendor, process)
      DO UPDATE SET urgency = excluded.urgency, since = excluded.since, seen_at = excluded.seen_at),
  leaves AS (
    DELETE FROM waiting_lines WHERE ${ofAccount} AND process = $5 AND $8::int IS NULL AND EXISTS (SELECT FROM taken))
  SELECT (SELECT slot FROM taken) AS slot, (SELECT until FROM taken) AS until,
         (SELECT extract(epoch FROM greatest(min(free_at) FILTER (WHERE slot > 0), min(free_at) FILTER (WHERE slot = 0))
                                    - clock_timestamp()) * 1000
          FROM call_slots WHERE ${ofAccount} AND slot <= (SELECT slots FROM allowed))::float8 AS wait`;
