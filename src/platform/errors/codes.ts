/**
 * Every error code that Textback answers or logs: one table, shared with docs/errors.md (a test holds them together).
 * `status` is there where the code is an HTTP answer.
 */
export const errorCodes = {
  forged_webhook: {
    status: 401,
    means: 'The verification token or signature of a Drift webhook is missing or wrong.',
  },
  forged_text_webhook: {
    status: 403,
    means: "Twilio's signature is missing or wrong, or the account is not ours.",
  },
  malformed_body: { status: 400, means: 'The body is not what this endpoint takes; the message says why.' },
  body_too_large: { status: 413, means: 'The body is over 256 KiB.' },
  unsupported_media_type: { status: 415, means: 'Drift webhooks are JSON, Twilio webhooks are forms.' },
  storage_unavailable: { status: 503, means: 'PostgreSQL did not take the event in time; send it again.' },
  not_ready: { status: 503, means: 'Events cannot be accepted, or no worker is polling.' },
  unauthorized: { status: 401, means: 'The admin token is missing or wrong, or ADMIN_TOKEN is not set.' },
  bad_request: {
    status: 400,
    means: 'What was asked for cannot be read; the message says what it should be.',
  },
  not_found: { status: 404, means: 'There is nothing at this address.' },
  conflict: { status: 409, means: 'What was asked for does not fit how things stand; the message says why.' },
  media_forbidden: { status: 403, means: 'The link to a picture or file was changed, or is not ours.' },
  media_gone: { status: 410, means: 'The link has expired, or the picture or file is no longer kept.' },
  internal_error: {
    status: 500,
    means: 'A defect of Textback; the log line with the same request ID says more.',
  },
  bad_configuration: { means: 'One or more variables are missing or wrong; the message lists them all.' },
  local_server_failed: { means: 'A PostgreSQL or Temporal that Textback starts itself did not come up.' },
  database_connection_lost: {
    means: 'An idle PostgreSQL connection broke; the next statement opens another.',
  },
  dispatch_failed: {
    means: 'An event could not be handed to its workflow; it stays in the inbox and is tried again.',
  },
  histories_unavailable: {
    status: 503,
    means: 'Temporal did not answer in time when it was asked for histories; nothing else depends on it.',
  },
  traces_not_sent: {
    means: 'The OpenTelemetry collector does not take traces; the work goes on without them.',
  },
  status_check_failed: {
    means: 'It could not be asked at Twilio how a text fared; it is asked for again later.',
  },
  drift_rate_limited: { means: 'Drift answered 429; all processes slow down for as long as it asks.' },
  drift_unavailable: { means: 'Drift did not answer, or with a 5xx; nothing is known to have happened.' },
  drift_ambiguous: {
    means: 'A post to Drift may or may not have been taken; it is looked for before it is repeated.',
  },
  drift_unauthorized: {
    means: 'Drift refuses the access token; nothing more is sent until it takes it again.',
  },
  drift_not_found: { means: 'Drift does not know this conversation or contact.' },
  drift_rejected: { means: 'Drift refuses the request for good.' },
  twilio_rate_limited: { means: 'Twilio answered 429 (20429): nothing was sent, it is tried again.' },
  twilio_unavailable: { means: 'Twilio could not be reached: nothing was sent, it is tried again.' },
  twilio_ambiguous: {
    means: 'A text may or may not have been taken; it is looked for before it is repeated.',
  },
  twilio_unauthorized: { means: 'Twilio refuses the account or its key.' },
  twilio_rejected: { means: 'Twilio refuses this text for good; the policy table says what follows.' },
} as const satisfies Record<string, { status?: number; means: string }>;

export type ErrorCode = keyof typeof errorCodes;
export type HttpErrorCode = {
  [C in ErrorCode]: (typeof errorCodes)[C] extends { status: number } ? C : never;
}[ErrorCode];
