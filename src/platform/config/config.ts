import { sandboxCredentials } from './sandbox-credentials.js';
import { ConfigError, readVariables, type Environment } from './read.js';
import type { Config } from './shape.js';

export type * from './shape.js';

/** Opens the admin endpoints and the console of a sandbox run; everybody can read it here. */
export const SANDBOX_ADMIN_TOKEN = 'sandbox-admin-token';

/** What a sandbox run sets where the environment sets nothing: a short wait, the simulators' keys. */
const sandboxDefaults = {
  DRIFT_ACCESS_TOKEN: sandboxCredentials.drift.accessToken,
  DRIFT_VERIFICATION_TOKEN: sandboxCredentials.drift.verificationToken,
  DRIFT_ORG_ID: String(sandboxCredentials.drift.orgId),
  TWILIO_ACCOUNT_SID: sandboxCredentials.twilio.accountSid,
  TWILIO_AUTH_TOKEN: sandboxCredentials.twilio.authToken,
  TWILIO_FROM_NUMBERS: sandboxCredentials.twilio.numbers.join(','),
  FOLLOW_UP_DELAY: '15s',
  BUSINESS_NAME: 'Acme',
  ADMIN_TOKEN: SANDBOX_ADMIN_TOKEN,
} as const;

/**
 * Reads the whole configuration.
 * @throws ConfigError with one message that lists every bad or missing variable and what it should be.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  const mode = isSet('DRIFT_ACCESS_TOKEN') || isSet('TWILIO_ACCOUNT_SID') ? 'live' : 'sandbox';
  const { values: v, problems } = readVariables(environment, mode === 'sandbox' ? sandboxDefaults : {});

  const need = (name: string, why: string) => {
    if (!isSet(name)) problems.push(`${name} is missing: ${why}`);
  };
  if (mode === 'live') {
    need(
      'DRIFT_ACCESS_TOKEN',
      "the access token of the Drift app (unset both vendors' keys to use the sandbox)",
    );
    need('TWILIO_ACCOUNT_SID', "AC and 32 hexadecimal digits (unset both vendors' keys to use the sandbox)");
    need('TWILIO_AUTH_TOKEN', "the account's auth token, which Twilio signs its webhooks with");
    need('TWILIO_FROM_NUMBERS', 'at least one number of ours in E.164 form');
    if (!isSet('TWILIO_API_URL'))
      need('PUBLIC_URL', 'the https URL under which Drift and Twilio reach the gateway');
    need('BUSINESS_NAME', 'the name that visitors know the company by; every first text carries it');
    if (!isSet('DRIFT_SIGNING_SECRET')) {
      need(
        'DRIFT_VERIFICATION_TOKEN',
        'the verification token of the Drift app; without it anyone could send us events',
      );
    }
  }
  if (isSet('TWILIO_API_KEY') !== isSet('TWILIO_API_SECRET')) {
    problems.push('TWILIO_API_KEY and TWILIO_API_SECRET go together: set both or neither');
  }
  problems.push(...repNumberProblems(v.TWILIO_FROM_NUMBERS ?? [], v.REP_NUMBERS ?? {}));
  if (problems.length > 0) throw new ConfigError(problems);

  const sandboxPort = v.SANDBOX_PORT;
  const sandboxUrl = (offset: number) => `http://127.0.0.1:${sandboxPort + offset}`;
  const useSandboxUrl = (name: string) => mode === 'sandbox' && !isSet(name);
  return freeze({
    mode,
    server: { host: v.HOST, port: v.PORT, publicUrl: v.PUBLIC_URL ?? null },
    database: { url: v.DATABASE_URL ?? null, dataDir: v.DATA_DIR },
    temporal: {
      address: v.TEMPORAL_ADDRESS ?? null,
      namespace: v.TEMPORAL_NAMESPACE,
      uiPort: v.TEMPORAL_UI_PORT,
      uiUrl: v.TEMPORAL_UI_URL ?? null,
      taskQueue: v.TEMPORAL_TASK_QUEUE,
      environment: Object.fromEntries(
        Object.entries(environment).filter(
          (entry): entry is [string, string] => entry[0].startsWith('TEMPORAL_') && entry[1] !== undefined,
        ),
      ),
    },
    chat: {
      apiUrl: useSandboxUrl('DRIFT_API_URL') ? sandboxUrl(1) : v.DRIFT_API_URL,
      accessToken: v.DRIFT_ACCESS_TOKEN ?? '',
      verificationToken: v.DRIFT_VERIFICATION_TOKEN ?? null,
      signingSecret: v.DRIFT_SIGNING_SECRET ?? null,
      rateLimit: v.DRIFT_RATE_LIMIT,
      orgId: v.DRIFT_ORG_ID ?? null,
    },
    sms: {
      apiUrl: useSandboxUrl('TWILIO_API_URL') ? sandboxUrl(2) : v.TWILIO_API_URL,
      accountSid: v.TWILIO_ACCOUNT_SID ?? '',
      authToken: v.TWILIO_AUTH_TOKEN ?? '',
      apiKey:
        v.TWILIO_API_KEY && v.TWILIO_API_SECRET
          ? { sid: v.TWILIO_API_KEY, secret: v.TWILIO_API_SECRET }
          : null,
      fromNumbers: v.TWILIO_FROM_NUMBERS ?? [],
      senderRate: v.SENDER_RATE,
      repNumbers: v.REP_NUMBERS ?? {},
      messagingServiceSid: v.TWILIO_MESSAGING_SERVICE_SID ?? null,
    },
    behaviour: {
      followUps: v.FOLLOW_UPS,
      followUpDelayMs: v.FOLLOW_UP_DELAY,
      followUpTemplate: v.FOLLOW_UP_TEMPLATE,
      followUpMaxAgeMs: v.FOLLOW_UP_MAX_AGE,
      relayMaxAgeMs: v.RELAY_MAX_AGE,
      businessName: v.BUSINESS_NAME ?? '',
      helpTemplate: v.HELP_TEMPLATE,
      defaultCountry: v.DEFAULT_COUNTRY,
      quietHours: v.QUIET_HOURS,
      quietMaxAgeMs: v.QUIET_MAX_AGE,
      quietReplyWindowMs: v.QUIET_REPLY_WINDOW,
      defaultTimeZone: v.DEFAULT_TIME_ZONE,
      reorderWindowMs: v.REORDER_WINDOW,
      botMessages: v.BOT_MESSAGES,
      markerTag: v.MARKER_TAG,
      latePhoneWindowMs: v.LATE_PHONE_WINDOW,
      sessionIdleMs: v.SESSION_IDLE,
      lateTextWindowMs: v.LATE_TEXT_WINDOW,
      reconcileWindowMs: v.RECONCILE_WINDOW,
      unclearAfterMs: v.UNCLEAR_AFTER,
      unclearTexts: v.UNCLEAR_TEXTS,
      statusCheckAfterMs: v.STATUS_CHECK_AFTER,
    },
    media: {
      mms: v.MMS,
      linkTtlMs: v.MEDIA_LINK_TTL,
      signingKey: v.MEDIA_SIGNING_KEY ?? null,
      hosts: v.MEDIA_HOSTS,
    },
    tracing: {
      endpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
      headers: v.OTEL_EXPORTER_OTLP_HEADERS ?? {},
      serviceName: v.OTEL_SERVICE_NAME,
      share: v.OTEL_TRACES_SAMPLER_ARG,
    },
    adminToken: v.ADMIN_TOKEN ?? null,
    sandboxPort,
    worker: {
      port: v.WORKER_PORT ?? null,
      temporalMetricsPort: v.TEMPORAL_METRICS_PORT ?? null,
      workflowBundle: v.WORKFLOW_BUNDLE ?? null,
      deployment: v.WORKER_DEPLOYMENT ?? null,
      buildId: v.WORKER_BUILD_ID ?? null,
    },
    logLevel: v.LOG_LEVEL,
  });
}

function repNumberProblems(pool: readonly string[], byUser: Readonly<Record<string, string>>): string[] {
  const owned = new Set(Object.values(byUser));
  if (owned.size === 0) return [];
  const foreign = [...owned].filter((number) => !pool.includes(number));
  if (foreign.length > 0) return [`REP_NUMBERS should hold numbers of TWILIO_FROM_NUMBERS only`];
  const isLeft = pool.some((number) => !owned.has(number));
  return isLeft ? [] : ['REP_NUMBERS should leave at least one number of TWILIO_FROM_NUMBERS to nobody'];
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) freeze(part as object);
  return Object.freeze(value);
}
