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

const few = (
  slots: string,
) => `(SELECT count(*) FILTER (WHERE free_at <= clock_timestamp()) <= greatest(1, count(*) / 3)
  FROM call_slots WHERE ${ofAccount} AND slot BETWEEN ${slots})`;
const ofSecond = '1 AND (SELECT slots FROM allowed)';
/**
 * A longer window has slots of its own, numbered downwards from -1; a learned limit leaves the same share of them. `calls`: the parameter
 * that holds how many calls the window may have.
 */
const lastOfWindow = (calls: string) => `-greatest(1, ${calls}::int * (SELECT slots FROM allowed) / $3::int)`;
const ofWindow = (calls: string) => `${lastOfWindow(calls)} AND -1`;
const until = (ms: string) => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

/** $1 account, $2 vendor, $3 the configured limit, $4 milliseconds that a call may hold the slot. */
const takingUnless = (obstacle: string) => `
  allowed AS (SELECT ${allowedNow} AS slots),
  taken AS (
    UPDATE call_slots SET free_at = ${until('$4')}
    WHERE (org_id, vendor, slot) = (
      SELECT org_id, vendor, slot FROM call_slots
      WHERE ${ofAccount} AND slot BETWEEN ${ofSecond} AND free_at <= clock_timestamp()
        AND NOT ${isPaused} AND NOT ${obstacle}
      ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING slot, free_at::text AS until)`;

/**
 * As takingUnless, but takes a slot of the longer window too, or neither. That slot outlives a holder that dies by the whole window: its
 * call may have been made. `calls` and `ms`: the parameters that hold the window's calls and its length.
 */
const takingBothUnless = (obstacle: string, calls: string, ms: string) => `
  allowed AS (SELECT ${allowedNow} AS slots),
  of_second AS (
    SELECT slot FROM call_slots
    WHERE ${ofAccount} AND slot BETWEEN ${ofSecond} AND free_at <= clock_timestamp() AND NOT ${isPaused} AND NOT ${obstacle}
    ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED),
  of_window AS (
    SELECT slot FROM call_slots
    WHERE ${ofAccount} AND slot BETWEEN ${ofWindow(calls)} AND free_at <= clock_timestamp() AND EXISTS (SELECT FROM of_second)
    ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED),
  taken_of_window AS (
    UPDATE call_slots SET free_at = ${until(`($4::int + ${ms}::int)`)}
    WHERE ${ofAccount} AND slot = (SELECT slot FROM of_window)
    RETURNING slot, free_at::text AS until),
  taken AS (
    UPDATE call_slots SET free_at = ${until('$4')}
    WHERE ${ofAccount} AND slot = (SELECT slot FROM of_second) AND EXISTS (SELECT FROM taken_of_window)
    RETURNING slot, free_at::text AS until)`;

/** As takingUnless, but only if nobody waits and more than a third of the slots, and at least two, are free. */
export const TAKE_SPARE = `WITH ${takingUnless(`(EXISTS (${whoWaits}) OR ${few(ofSecond)})`)} SELECT slot, until FROM taken`;

/** The same within a longer window; $5 its calls, $6 its length in milliseconds. */
export const TAKE_SPARE_OF_BOTH = `
  WITH ${takingBothUnless(`(EXISTS (${whoWaits}) OR ${few(ofSecond)} OR ${few(ofWindow('$5'))})`, '$5', '$6')}
  SELECT taken.slot, taken.until, w.slot AS window_slot, w.until AS window_until FROM taken, taken_of_window w`;

const takeInTurn = (taking: string, alsoTaken: string, isInReach: string, freeOfWindow: string) => `
  WITH ${taking},
  stands AS (
    INSERT INTO waiting_lines (org_id, vendor, process, urgency, since, seen_at)
    SELECT $1, $2, $5, urgency, ${ago('waited')}, clock_timestamp()
    FROM (VALUES (false, $6::int, $7::float8), (true, $8::int, $9::float8)) AS waiting (after, urgency, waited)
    WHERE after = EXISTS (SELECT FROM taken) AND urgency IS NOT NULL
    ON CONFLICT (org_id, vendor, process)
      DO UPDATE SET urgency = excluded.urgency, since = excluded.since, seen_at = excluded.seen_at),
  leaves AS (
    DELETE FROM waiting_lines WHERE ${ofAccount} AND process = $5 AND $8::int IS NULL AND EXISTS (SELECT FROM taken))
  SELECT (SELECT slot FROM taken) AS slot, (SELECT until FROM taken) AS until,${alsoTaken}
         (SELECT extract(epoch FROM greatest(min(free_at) FILTER (WHERE slot > 0), min(free_at) FILTER (WHERE slot = 0)${freeOfWindow})
                                    - clock_timestamp()) * 1000
          FROM call_slots WHERE ${ofAccount} AND ${isInReach})::float8 AS wait`;

/**
 * As takingUnless; $5 this process, $6 and $7 the rank of its first call and the milliseconds that it has waited, $8 and $9 the same for
 * the call behind it, or null. Also records for whom the process wants the next slot.
 */
export const TAKE = takeInTurn(takingUnless(isBehind), '', 'slot <= (SELECT slots FROM allowed)', '');

/** The same within a longer window; $10 its calls, $11 its length in milliseconds. */
export const TAKE_OF_BOTH = takeInTurn(
  takingBothUnless(isBehind, '$10', '$11'),
  ` (SELECT slot FROM taken_of_window) AS window_slot, (SELECT until FROM taken_of_window) AS window_until,`,
  `slot BETWEEN ${lastOfWindow('$10')} AND (SELECT slots FROM allowed)`,
  ', min(free_at) FILTER (WHERE slot < 0)',
);
