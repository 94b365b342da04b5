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
    means: 'The Twilio signature is missing or wrong, or the account is not ours.',
  },
  malformed_body: { status: 400, means: 'The request body is invalid; the message says why.' },
  body_too_large: { status: 413, means: 'The request body is larger than 256 KiB.' },
  unsupported_media_type: {
    status: 415,
    means: 'Drift webhooks must be JSON; Twilio webhooks must be form-encoded.',
  },
  storage_unavailable: {
    status: 503,
    means:
      'PostgreSQL did not answer in time, so nothing was stored or read; send the event or request again.',
  },
  not_ready: { status: 503, means: 'The gateway cannot accept events, or no worker is polling.' },
  unauthorized: {
    status: 401,
    means:
      'The admin token or personal token is missing, wrong, revoked or expired, or ADMIN_TOKEN is not set.',
  },
  forbidden: {
    status: 403,
    means: 'The role of the caller does not allow this; see docs/roles.md.',
  },
  too_many_wrong_tokens: {
    status: 429,
    means:
      'The token is wrong, as many before it were; the header `Retry-After` says when wrong ones are answered 401 again. The right token is accepted at any time.',
  },
  bad_request: {
    status: 400,
    means: 'The request is invalid; the message says what is expected.',
  },
  not_found: { status: 404, means: 'Nothing exists at this address.' },
  conflict: { status: 409, means: 'The request conflicts with the current state; the message says why.' },
  ambiguous_org: {
    status: 409,
    means: 'Several orgs have a conversation of this ID; say which one with `?org=` (commands: `--org`).',
  },
  media_forbidden: {
    status: 403,
    means: 'The link to the picture or file was altered, or Textback did not create it.',
  },
  media_gone: { status: 410, means: 'The link has expired, or the picture or file has been deleted.' },
  internal_error: {
    status: 500,
    means: 'A bug in Textback; see the log line with the same request ID.',
  },
  wrong_mode: {
    status: 503,
    means:
      'The database was first used in the other mode (live or sandbox), and this process must not touch it; see docs/deploying.md.',
  },
  oidc_unavailable: {
    status: 502,
    means:
      'The OpenID provider did not answer, or is none: check `OIDC_ISSUER`. Nobody can sign in by it; tokens and open sessions go on.',
  },
  oidc_failed: {
    status: 400,
    means:
      'The sign-in at the OpenID provider did not come to an end: it was refused there, took longer than ten minutes, began in another browser, or the client secret is wrong. The log line has the code.',
  },
  encryption_keys_missing: {
    status: 409,
    means:
      'A secret would have to be stored, and ENCRYPTION_KEYS is not set; the message has the line that makes a key. Nothing was stored.',
  },
  wrong_encryption_keys: {
    status: 503,
    means:
      'ENCRYPTION_KEYS of this process are not those that the database is used with: it lacks one, or has another by the same name. Nothing starts; see docs/runbook.md.',
  },
  sealed_unreadable: {
    means:
      'A stored secret does not open: it was altered, moved or cut short, or its key is gone. The org has to connect again.',
  },
  bad_configuration: { means: 'One or more variables are missing or wrong; the message lists them all.' },
  not_running: {
    means:
      'The command found no running Textback on DATA_DIR: start it with `npm start`, or set DATABASE_URL (for histories TEMPORAL_ADDRESS).',
  },
  database_unavailable: { means: 'A command could not connect to PostgreSQL; nothing was changed.' },
  local_server_failed: {
    means: 'The PostgreSQL or Temporal server that Textback starts itself failed to start.',
  },
  database_connection_lost: {
    means: 'An idle PostgreSQL connection broke; the next statement opens another.',
  },
  dispatch_failed: {
    means: 'An event could not be handed to its workflow; it stays in the inbox and Textback retries.',
  },
  histories_unavailable: {
    status: 503,
    means: 'Temporal did not return histories in time; nothing else is affected.',
  },
  traces_not_sent: {
    means: 'The OpenTelemetry collector does not accept traces; everything else keeps working.',
  },
  status_check_failed: {
    means: "Twilio could not be asked for a text's status; Textback asks again later.",
  },
  sweep_failed: {
    means:
      'A regular look for lost webhooks, or for conversations without a workflow, was cut short; it is tried again within half a minute.',
  },
  drift_rate_limited: { means: 'Drift answered 429; all processes slow down for as long as Drift asks.' },
  drift_unavailable: {
    means:
      'Drift did not answer, or answered with a 5xx; as far as we know the call had no effect, and Textback retries.',
  },
  org_not_served: {
    means: 'This installation has no credentials of the org; its work waits. Check `DRIFT_ORG_ID`.',
  },
  drift_ambiguous: {
    means: 'Drift may or may not have accepted a post; Textback looks for it before it posts again.',
  },
  drift_unauthorized: {
    means: 'Drift rejects the access token; calls stop until Drift accepts it again.',
  },
  drift_not_found: { means: 'Drift does not know this conversation or contact.' },
  id_beyond_range: {
    means:
      'An answer of Drift has an ID that Textback cannot hold exactly, beyond 2^53. It counts as missing: the line names the field and the call.',
  },
  drift_rejected: { means: 'Drift permanently rejects the request.' },
  oauth_refused: {
    means:
      'The vendor accepts the code, refresh token or access token no more: the company has to connect again.',
  },
  oauth_misconfigured: {
    means:
      'The vendor does not know our app, or its token address is wrong: check `DRIFT_CLIENT_ID`, `DRIFT_CLIENT_SECRET` and `DRIFT_TOKEN_URL`. No company has to connect again.',
  },
  oauth_answer_lost: {
    means:
      'The answer to a token request did not arrive or was unreadable: the vendor may have replaced the refresh token. It is presented once more, then the company has to connect again.',
  },
  oauth_not_sent: {
    means: 'There was no connection for a token request; nothing was done, and Textback retries.',
  },
  oauth_throttled: {
    means: 'The vendor answered 429 to a token request; nothing was done, and Textback retries.',
  },
  twilio_rate_limited: { means: 'Twilio answered 429 (20429): nothing was sent, and Textback retries.' },
  twilio_unavailable: { means: 'Twilio is unreachable: nothing was sent, and Textback retries.' },
  twilio_ambiguous: {
    means: 'Twilio may or may not have accepted a text; Textback looks for it before it sends again.',
  },
  twilio_unauthorized: { means: 'Twilio rejects the account or its key.' },
  twilio_rejected: {
    means: 'Twilio permanently rejects this text; the policy table (docs/reasons.md) says what follows.',
  },
} as const satisfies Record<string, { status?: number; means: string }>;

export type ErrorCode = keyof typeof errorCodes;
export type HttpErrorCode = {
  [C in ErrorCode]: (typeof errorCodes)[C] extends { status: number } ? C : never;
}[ErrorCode];
