import { reasons } from '../../contracts/reasons.js';
import { storedSources } from '../../contracts/stored-names.js';
import { orgMetrics } from './org-metrics.js';
import { spec } from './spec.js';

/** Where people wait: half a second to an hour. */
const WAITS = [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600] as const;

/**
 * Every metric of our own: name, kind, help, labels. One table, shared with docs/metrics.md, the alert rules and the
 * dashboard (tests hold them together). Labels have few values: never an ID or anything of a person.
 */
export const metricTable = {
  textback_storage_up: spec({
    kind: 'gauge',
    help: '1 if PostgreSQL answered this scrape in time, else 0; at 0 the gauges measured in PostgreSQL are left out.',
    labels: [],
  }),
  textback_webhooks_total: spec({
    kind: 'counter',
    help: 'Webhooks received, by source and result (stored, duplicate, foreign_org, or an error code).',
    labels: ['source', 'result'],
    starts: [
      ...['stored', 'storage_unavailable', 'forged_webhook'].map((result) => ({
        source: storedSources.chat,
        result,
      })),
      ...['stored', 'storage_unavailable', 'forged_text_webhook'].map((result) => ({
        source: storedSources.sms,
        result,
      })),
    ],
  }),
  textback_wrong_admin_tokens_total: spec({
    kind: 'counter',
    help: "Wrong admin tokens, by entrance: the console's sign-in (console) or a request to the admin API (admin).",
    labels: ['entrance'],
    starts: [{ entrance: 'console' }, { entrance: 'admin' }],
  }),
  textback_missed_events_total: spec({
    kind: 'counter',
    help: "Events that no webhook brought and that a vendor's list showed, by source and by what found them (look: beside a message that came; sweep: the regular look at the lists).",
    labels: ['source', 'by'],
    starts: [storedSources.chat, storedSources.sms].flatMap((source) =>
      ['look', 'sweep'].map((by) => ({ source, by })),
    ),
  }),
  textback_unread_ids_total: spec({
    kind: 'counter',
    help: 'Answers with an ID beyond 2^53, which Textback cannot hold exactly and treats as missing, by source; each field of an answer counts. Webhooks with such an ID are held events.',
    labels: ['source'],
    starts: [{ source: storedSources.chat }],
  }),
  textback_sweeps_total: spec({
    kind: 'counter',
    help: 'Regular looks for what no webhook told (texts, chats) and for open conversations without a workflow (workflows), by result.',
    labels: ['sweep', 'result'],
    starts: ['texts', 'chats', 'workflows'].flatMap((sweep) =>
      ['done', 'failed'].map((result) => ({ sweep, result })),
    ),
  }),
  textback_resumed_conversations_total: spec({
    kind: 'counter',
    help: 'Open conversations whose workflow was gone and was started again, by state (waiting, bridging).',
    labels: ['state'],
    starts: [{ state: 'waiting' }, { state: 'bridging' }],
  }),
  textback_webhook_ack_seconds: spec({
    kind: 'histogram',
    help: 'Time from receiving a webhook to acknowledging it after it is stored.',
    labels: ['source'],
  }),
  textback_inbox_waiting: spec({
    kind: 'gauge',
    help: 'Events waiting to be handed to their workflow.',
    labels: [],
  }),
  textback_inbox_oldest_seconds: spec({
    kind: 'gauge',
    help: 'Age of the oldest event waiting to be handed to its workflow.',
    labels: [],
  }),
  textback_held_events: spec({
    kind: 'gauge',
    help: 'Events that could not be matched to a conversation or processed and wait for an operator.',
    labels: [],
  }),
  textback_workers_polling: spec({
    kind: 'gauge',
    help: 'Workers polling Temporal, by their heartbeats in PostgreSQL over the last ten seconds.',
    labels: [],
  }),
  textback_dispatched_total: spec({
    kind: 'counter',
    help: 'Events settled by the dispatcher, by outcome.',
    labels: ['outcome'],
  }),
  textback_dispatch_failures_total: spec({
    kind: 'counter',
    help: 'Failed attempts to hand an event to its workflow; each is retried.',
    labels: [],
  }),
  textback_dispatch_wait_seconds: spec({
    kind: 'histogram',
    help: 'Time from storing an event until the dispatcher settles it.',
    labels: [],
    buckets: [0.01, 0.025, 0.05, 0.1, ...WAITS],
  }),
  textback_conversations_open: spec({
    kind: 'gauge',
    help: 'Open conversations, by state (waiting, bridging).',
    labels: ['state'],
  }),
  textback_decisions_total: spec({
    kind: 'counter',
    help: 'Decided conversations, by outcome: texted, or the reason for sending no text.',
    labels: ['outcome'],
    starts: ['texted', ...Object.keys(reasons)].map((outcome) => ({ outcome })),
  }),
  textback_follow_ups_overdue: spec({
    kind: 'gauge',
    help: 'Conversations with a phone whose follow-up is more than five minutes overdue outside quiet hours, and has been neither sent nor given up.',
    labels: [],
  }),
  textback_sends_total: spec({
    kind: 'counter',
    help: "Send attempts, by medium and result. Rejected attempts also have a code: Twilio's if our table lists it, http_4xx if Twilio gave none, otherwise other.",
    labels: ['medium', 'result', 'code'],
    startsPerOperatorCode: [{ medium: 'sms', result: 'rejected' }],
  }),
  textback_text_states_total: spec({
    kind: 'counter',
    help: 'Text states reported by Twilio, in a callback or when asked. Failed texts also have a code, as in textback_sends_total.',
    labels: ['state', 'code'],
    starts: [{ state: 'delivered' }],
    startsPerOperatorCode: [{ state: 'undelivered' }, { state: 'failed' }],
  }),
  textback_relay_seconds: spec({
    kind: 'histogram',
    help: "Time from storing a rep's message until Twilio answers for its first text (to_phone), or from storing a visitor's text until Drift answers (to_drift). Excludes quiet hours.",
    labels: ['direction'],
    buckets: WAITS,
  }),
  textback_media_total: spec({
    kind: 'counter',
    help: 'Pictures and files fetched, by origin (text, attachment) and result (stored, refused).',
    labels: ['origin', 'result'],
    starts: ['text', 'attachment'].flatMap((origin) =>
      ['stored', 'refused'].map((result) => ({ origin, result })),
    ),
  }),
  textback_status_checks_total: spec({
    kind: 'counter',
    help: 'Checks with Twilio for texts without a final status, by result (news, no_news, or the error).',
    labels: ['result'],
    starts: [{ result: 'news' }, { result: 'no_news' }],
  }),
  textback_sending_paused: spec({
    kind: 'gauge',
    help: 'Sending pauses in force, each for one org or for all; those of first texts whose budget is spent count too.',
    labels: [],
  }),
  textback_first_texts_hour: spec({
    kind: 'gauge',
    help: 'First texts of the last 60 minutes that were sent or have a send slot, in the org that has the most.',
    labels: [],
  }),
  textback_dead_numbers: spec({
    kind: 'gauge',
    help: 'Numbers that are remembered because no text reaches them; they are not texted.',
    labels: [],
  }),
  textback_data_keys_to_rewrap: spec({
    kind: 'gauge',
    help: 'Orgs whose secrets an old key of ENCRYPTION_KEYS still seals; `textback keys rewrap` brings it to 0, and then the old key may go.',
    labels: [],
  }),
  textback_first_texts_hour_limit: spec({
    kind: 'gauge',
    help: 'First texts that an org may send in 60 minutes (FIRST_TEXTS_PER_HOUR); no series if there is no limit.',
    labels: [],
  }),
  textback_parked_sends: spec({
    kind: 'gauge',
    help: "Sends that wait for an operator: their outcome is unknown, or they are a visitor's words that Drift refused.",
    labels: [],
  }),
  textback_refused_posts: spec({
    kind: 'gauge',
    help: "Visitors' texts that Drift refused and nobody has read; they wait for an operator.",
    labels: [],
  }),
  textback_vendor_call_seconds: spec({
    kind: 'histogram',
    help: 'Duration of calls to a vendor, by result (ok or the kind of failure); the count is the number of calls.',
    labels: ['vendor', 'result'],
  }),
  textback_limiter_wait_seconds: spec({
    kind: 'histogram',
    help: "Time that calls waited for the vendor's rate limit.",
    labels: ['vendor'],
  }),
  textback_limiter_oldest_seconds: spec({
    kind: 'gauge',
    help: 'Age of the oldest call to Drift waiting for the rate limit, in Temporal or in a worker.',
    labels: [],
  }),
  textback_limiter_allowed_calls: spec({
    kind: 'gauge',
    help: "Calls per second allowed now: the configured limit, or less if the vendor's answers showed a lower one.",
    labels: ['vendor'],
  }),
  textback_limiter_paused_seconds: spec({
    kind: 'gauge',
    help: 'Time until calls resume after the vendor asked for a pause with a 429; normally 0.',
    labels: ['vendor'],
  }),
  textback_limiter_configured_calls: spec({
    kind: 'gauge',
    help: 'Calls per second that the configuration allows.',
    labels: ['vendor'],
  }),
  ...orgMetrics,
  textback_credentials_refused: spec({
    kind: 'gauge',
    help: 'Orgs whose credentials the vendor rejects, so that calls to it are stopped; with one org 1 or 0.',
    labels: ['vendor'],
  }),
  textback_breaker_open: spec({
    kind: 'gauge',
    help: 'Orgs whose circuit breaker stops calls to the vendor; with one org 1 or 0.',
    labels: ['vendor'],
  }),
} as const;
