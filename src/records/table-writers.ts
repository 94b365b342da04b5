/**
 * The folder below `src` that writes each table; all other code calls that folder's functions, also to delete. Enforced by
 * test/unit/records/table-writers.test.ts and shown in docs/architecture.md. Any code may read any table.
 */
export const tableWriters = {
  inbox: 'records/inbox',
  conversations: 'records/conversations',
  ended_waits: 'records/conversations',
  sessions: 'records/sessions',
  numbers: 'records/sessions',
  consents: 'records/consent',
  dead_numbers: 'records/dead-numbers',
  ledger: 'records/ledger',
  media: 'records/media',
  ledger_media: 'records/media',
  checkpoints: 'records/checkpoints',
  sender_pace: 'records/sender-pacing',
  own_apps: 'texting/relay',
  pauses: 'operate/operations',
  budget_lifts: 'operate/operations',
  orgs: 'orgs/registry',
  org_settings: 'orgs/settings',
  connections: 'orgs/connections',
  data_keys: 'orgs/vault',
  key_checks: 'orgs/vault',
  personal_tokens: 'orgs/people',
  capabilities: 'vendors',
  audit_log: 'platform/audit',
  leases: 'platform/leases',
  workers: 'platform/leases',
  call_slots: 'platform/rate-limit',
  waiting_lines: 'platform/rate-limit',
  learned_limits: 'platform/rate-limit',
  installation_mode: 'platform/db',
  console_sessions: 'web/console',
  /** The migration that creates each of them writes its one row. */
  installation: 'platform/db/migrations',
  console_key: 'platform/db/migrations',
} as const satisfies Readonly<Record<string, string>>;
