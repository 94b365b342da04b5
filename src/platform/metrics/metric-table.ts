import { reasons } from '../../contracts/reasons.js';
import { storedSources } from '../../contracts/stored-names.js';

export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in seconds. Left out: for calls and statements, 1 ms to a minute. */
  readonly buckets?: readonly number[];
  /** Series that are there, at 0, before anything was counted: Prometheus sees no increase in a series' first value. */
  readonly starts?: readonly Readonly<Record<string, string>>[];
  /** The same, for each error code that an operator has to act on; which codes these are, the vendor's adapter says. */
  readonly startsPerOperatorCode?: readonly Readonly<Record<string, string>>[];
}

const spec = <S extends MetricSpec>(s: S): S => s;

/** Where people wait: half a second to an hour. */
const WAITS = [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600] as const;

/**
 * Every metric of our own: name, kind, help, labels. One table, shared with docs/metrics.md, the alert rules and the
 * dashboard (tests hold them together). Labels have few values: never an ID or anything of a person.
 */
export const metricTable = {
  textback_storage_up: spec({
    kind: 'gauge',
    help: '1 where PostgreSQL answered what this scrape asks; 0: not in time, and what is measured there is left out.',
    labels: [],
  }),
  textback_webhooks_total: spec({
    kind: 'counter',
    help: 'Webhooks by source and result (stored, duplicate, or an error code).',
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
  textback_webhook_ack_seconds: spec({
    kind: 'histogram',
    help: 'Time from a webhook to its durable acknowledgement.',
    labels: ['source'],
  }),
  textback_inbox_waiting: spec({
    kind: 'gauge',
    help: 'Events not yet handed to their workflow.',
    labels: [],
  }),
  textback_inbox_oldest_seconds: spec({
    kind: 'gauge',
    help: 'Age of the oldest event not yet handed over.',
    labels: [],
  }),
  textback_held_events: spec({
    kind: 'gauge',
    help: 'Events that could not be placed and wait for the operator.',
    labels: [],
  }),
  textback_workers_polling: spec({
    kind: 'gauge',
    help: 'Workers that poll Temporal, as they said in PostgreSQL in the last ten seconds.',
    labels: [],
  }),
  textback_dispatched_total: spec({
    kind: 'counter',
    help: 'Events settled by the dispatcher, by outcome.',
    labels: ['outcome'],
  }),
  textback_dispatch_failures_total: spec({
    kind: 'counter',
    help: 'Hand-overs that failed and are tried again.',
    labels: [],
  }),
  textback_dispatch_wait_seconds: spec({
    kind: 'histogram',
    help: 'Time from the storing of an event to its settlement by the dispatcher.',
    labels: [],
    buckets: [0.01, 0.025, 0.05, 0.1, ...WAITS],
  }),
  textback_conversations_open: spec({
    kind: 'gauge',
    help: 'Conversations that are not done, by state (waiting, bridging).',
    labels: ['state'],
  }),
  textback_decisions_total: spec({
    kind: 'counter',
    help: 'What became of conversations: texted, or the reason why there is no text.',
    labels: ['outcome'],
    starts: ['texted', ...Object.keys(reasons)].map((outcome) => ({ outcome })),
  }),
  textback_follow_ups_overdue: spec({
    kind: 'gauge',
    help: 'Conversations with a phone whose follow-up has been due for five minutes, outside of quiet hours, and is neither out nor given up.',
    labels: [],
  }),
  textback_sends_total: spec({
    kind: 'counter',
    help: "Send attempts by medium and result; rejected ones by code too: Twilio's if it is in our table, http_4xx where there is none, else other.",
    labels: ['medium', 'result', 'code'],
    startsPerOperatorCode: [{ medium: 'sms', result: 'rejected' }],
  }),
  textback_text_states_total: spec({
    kind: 'counter',
    help: "Texts' states as Twilio told them, by callback or when asked; of failed ones by code too, as in textback_sends_total.",
    labels: ['state', 'code'],
    starts: [{ state: 'delivered' }],
    startsPerOperatorCode: [{ state: 'undelivered' }, { state: 'failed' }],
  }),
  textback_relay_seconds: spec({
    kind: 'histogram',
    help: "From the storing of a rep's message to Twilio's answer to its first text (to_phone), from the storing of a visitor's text to Drift's answer (to_drift); quiet hours not counted.",
    labels: ['direction'],
    buckets: WAITS,
  }),
  textback_media_total: spec({
    kind: 'counter',
    help: 'Pictures and files that were to be fetched, by the side that they come from (text, attachment) and result (stored, refused).',
    labels: ['origin', 'result'],
    starts: ['text', 'attachment'].flatMap((origin) =>
      ['stored', 'refused'].map((result) => ({ origin, result })),
    ),
  }),
  textback_status_checks_total: spec({
    kind: 'counter',
    help: 'Texts without a last word that Twilio was asked for, by result (news, no_news, or what went wrong).',
    labels: ['result'],
    starts: [{ result: 'news' }, { result: 'no_news' }],
  }),
  textback_sending_paused: spec({
    kind: 'gauge',
    help: 'Pauses of sending that are in force: each is an org, or everywhere.',
    labels: [],
  }),
  textback_parked_sends: spec({
    kind: 'gauge',
    help: 'Sends of which nobody can say whether they went out.',
    labels: [],
  }),
  textback_vendor_call_seconds: spec({
    kind: 'histogram',
    help: "Time that calls to a vendor took, by result (ok, or what a failure means); its count is the vendor's calls.",
    labels: ['vendor', 'result'],
  }),
  textback_limiter_wait_seconds: spec({
    kind: 'histogram',
    help: 'Time that calls waited for the rate limit.',
    labels: ['vendor'],
  }),
  textback_limiter_oldest_seconds: spec({
    kind: 'gauge',
    help: 'Age of the oldest call to Drift that waits for the rate limit, in Temporal or in a worker.',
    labels: [],
  }),
  textback_limiter_allowed_calls: spec({
    kind: 'gauge',
    help: 'Calls a second that are allowed now: the configured limit, or less where the vendor has taught us so.',
    labels: ['vendor'],
  }),
  textback_limiter_paused_seconds: spec({
    kind: 'gauge',
    help: 'For how much longer no call is made, as the vendor has asked with a 429; 0 as a rule.',
    labels: ['vendor'],
  }),
  textback_limiter_configured_calls: spec({
    kind: 'gauge',
    help: 'Calls a second that the configuration allows.',
    labels: ['vendor'],
  }),
  textback_credentials_refused: spec({
    kind: 'gauge',
    help: '1 while the vendor refuses our credentials; calls to it stop.',
    labels: ['vendor'],
  }),
  textback_breaker_open: spec({
    kind: 'gauge',
    help: '1 while calls to the vendor are held back.',
    labels: ['vendor'],
  }),
} as const;
