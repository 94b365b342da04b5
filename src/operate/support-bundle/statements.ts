/**
 * The statements, by section name. Each column is named explicitly: IDs, codes, states and times, never a body, a name, a
 * number, or text that a person typed (the reason of a pause, the operator's name). $1 is `days`.
 */
export const statements = {
  server: `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS "databaseBytes",
    current_setting('max_connections')::int AS "maxConnections", now() AS "now", current_setting('TimeZone') AS "timeZone"`,
  connections: `SELECT application_name AS application, state, count(*)::int, max(extract(epoch FROM now() - query_start))::int AS "longestSeconds"
    FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^textback-[a-z]+$' GROUP BY 1, 2 ORDER BY 1, 2`,
  migrations: `SELECT version, run_at AS at FROM schema_migrations WHERE version > 0 ORDER BY version DESC LIMIT 5`,
  tables: `SELECT relname AS "table", n_live_tup AS rows, n_dead_tup AS "deadRows", pg_total_relation_size(relid) AS bytes,
    greatest(last_vacuum, last_autovacuum) AS "vacuumedAt", greatest(last_analyze, last_autoanalyze) AS "analyzedAt"
    FROM pg_stat_user_tables ORDER BY 4 DESC`,
  conversations: `SELECT to_char(opened_at, 'YYYY-MM-DD') AS day, state, reason, phone_status AS "phoneStatus", count(*)::int
    FROM conversations WHERE opened_at > now() - $1::int * interval '1 day' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  overdue: `SELECT org_id AS "orgId", conversation_id AS "conversationId", workflow_id AS "workflowId", phone_status AS "phoneStatus", reason,
    due_at AS "dueAt", redone_at AS "redoneAt", quiet_until AS "quietUntil", send_after AS "sendAfter" FROM conversations
    WHERE state = 'waiting' AND due_at < now() - interval '5 minutes' ORDER BY due_at LIMIT 20`,
  events: `SELECT to_char(received_at, 'YYYY-MM-DD') AS day, source, kind, outcome, count(*)::int,
    round(max(extract(epoch FROM settled_at - received_at)))::int AS "slowestSeconds"
    FROM inbox WHERE received_at > now() - $1::int * interval '1 day' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  oldestWaiting: `SELECT id, org_id AS "orgId", source, kind, conversation_id AS "conversationId", received_at AS "receivedAt",
    round(extract(epoch FROM now() - received_at))::int AS "waitedSeconds"
    FROM inbox WHERE outcome IS NULL ORDER BY id LIMIT 20`,
  held: `SELECT id, org_id AS "orgId", source, kind, conversation_id AS "conversationId", outcome_detail AS detail, received_at AS "receivedAt"
    FROM inbox WHERE outcome = 'held' ORDER BY id DESC LIMIT 50`,
  sends: `SELECT to_char(created_at, 'YYYY-MM-DD') AS day, medium, purpose, state, error_code AS "errorCode", count(*)::int,
    max(attempts) AS "mostAttempts" FROM ledger
    WHERE created_at > now() - $1::int * interval '1 day' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
  parked: `SELECT id, org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, state, attempts, absences, attempted_at AS "attemptedAt",
    updated_at AS "updatedAt", left_at AS "leftAt" FROM ledger
    WHERE state IN ('sending', 'ambiguous', 'parked') OR (state = 'refused' AND purpose = 'relay' AND medium <> 'sms') ORDER BY updated_at DESC LIMIT 50`,
  recentFailures: `SELECT id, org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, state, error_code AS "errorCode", attempts,
    updated_at AS "updatedAt" FROM ledger
    WHERE state IN ('refused', 'undelivered', 'failed') AND updated_at > now() - interval '1 day' ORDER BY updated_at DESC LIMIT 50`,
  media: `SELECT origin, state, refusal, content_type AS "contentType", count(*)::int, sum(byte_length)::bigint AS bytes
    FROM media GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 50`,
  learnedLimits: `SELECT org_id AS "orgId", vendor, told, cut_to AS "cutTo", cut_at AS "cutAt", probe_after_ms AS "probeAfterMs" FROM learned_limits`,
  slots: `SELECT org_id AS "orgId", vendor, count(*)::int AS slots, count(*) FILTER (WHERE free_at > clock_timestamp())::int AS taken
    FROM call_slots GROUP BY 1, 2`,
  leases: `SELECT name, substring(holder FROM '\\d+-[0-9a-f]{8}$') AS holder, expires_at AS "expiresAt" FROM leases`,
  workers: `SELECT substring(name FROM '\\d+-[0-9a-f]{8}$') AS worker, seen_at AS "seenAt", oldest_call_ms AS "oldestCallMs"
    FROM workers ORDER BY seen_at DESC LIMIT 50`,
  capabilities: `SELECT org_id AS "orgId", name, supported, learned_at AS "learnedAt" FROM capabilities ORDER BY 1, 2`,
  pauses: `SELECT nullif(org_id, 0) AS "orgId", since FROM pauses ORDER BY since`,
  operations: `SELECT operation, via, result, count(*)::int, max(at) AS "lastAt" FROM audit_log
    WHERE at > now() - $1::int * interval '1 day' GROUP BY 1, 2, 3 ORDER BY 5 DESC LIMIT 50`,
} as const;

/** Statements about one conversation; $1 is Drift's ID of it, $2 its org. */
export const conversationStatements = {
  conversation: `SELECT org_id AS "orgId", conversation_id AS "conversationId", workflow_id AS "workflowId", state, reason,
    phone_status AS "phoneStatus", phone IS NOT NULL AS "hasPhone", visitor_name IS NOT NULL AS "hasName", time_zone IS NOT NULL AS "hasTimeZone",
    contact_id IS NOT NULL AS "hasContact", reopened, opened_at AS "openedAt", due_at AS "dueAt", redone_at AS "redoneAt",
    quiet_until AS "quietUntil", send_after AS "sendAfter", visitor_spoke_at AS "visitorSpokeAt", opted_out_at AS "optedOutAt",
    ended_at AS "endedAt" FROM conversations WHERE org_id = $2 AND conversation_id = $1`,
  events: `SELECT id, source, kind, occurred_at AS "occurredAt", received_at AS "receivedAt", settled_at AS "settledAt",
    outcome, outcome_detail AS detail FROM inbox WHERE org_id = $2 AND conversation_id = $1 ORDER BY id LIMIT 500`,
  sends: `SELECT id, medium, purpose, state, error_code AS "errorCode", attempts, absences, status_checks AS "statusChecks",
    length(body) AS "bodyLength", vendor_id IS NOT NULL AS "hasVendorId", created_at AS "createdAt", send_after AS "sendAfter",
    attempted_at AS "attemptedAt", updated_at AS "updatedAt", left_at AS "leftAt"
    FROM ledger WHERE org_id = $2 AND conversation_id = $1 ORDER BY created_at, id LIMIT 500`,
  sessions: `SELECT id, opened_at AS "openedAt", closed_at AS "closedAt", taken_over_by AS "takenOverBy", automatic_off_at AS "automaticOffAt"
    FROM sessions WHERE org_id = $2 AND conversation_id = $1 ORDER BY id`,
  consents: `SELECT DISTINCT k.id, k.status, k.means, k.at FROM consents k
    JOIN sessions s ON s.org_id = k.org_id AND phone_key(s.visitor_number) = phone_key(k.phone) WHERE s.org_id = $2 AND s.conversation_id = $1 ORDER BY k.id`,
  media: `SELECT origin, state, refusal, content_type AS "contentType", byte_length AS bytes, created_at AS "createdAt", expires_at AS "expiresAt"
    FROM media WHERE org_id = $2 AND conversation_id = $1 ORDER BY created_at LIMIT 200`,
  operations: `SELECT operation, via, result, at FROM audit_log WHERE org_id = $2 AND conversation_id = $1 ORDER BY id LIMIT 200`,
} as const;
