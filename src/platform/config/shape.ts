import type { CountryCode } from 'libphonenumber-js/max';
import type { ClockRange } from './formats.js';

/** Everything that can be set, parsed and frozen. Durations are milliseconds. */
export interface Config {
  readonly mode: 'live' | 'sandbox';
  readonly server: { readonly host: string; readonly port: number; readonly publicUrl: string | null };
  readonly database: { readonly url: string | null; readonly dataDir: string };
  readonly temporal: TemporalConfig;
  readonly chat: ChatConfig;
  readonly sms: SmsConfig;
  readonly behaviour: Behaviour;
  readonly media: MediaConfig;
  readonly tracing: TracingConfig;
  readonly adminToken: string | null;
  readonly sandboxPort: number;
  readonly worker: {
    readonly port: number | null;
    /** Where the metrics of Temporal's SDK are shown; null: nowhere. */
    readonly temporalMetricsPort: number | null;
    readonly workflowBundle: string | null;
    /** Of Temporal's Worker Versioning; null: off. */
    readonly deployment: string | null;
    /** Null: made from the version and the workflow code. */
    readonly buildId: string | null;
  };
  readonly logLevel: string;
}

export interface TemporalConfig {
  /** The server of somebody else; null: Textback starts one. */
  readonly address: string | null;
  readonly namespace: string;
  readonly uiPort: number;
  readonly uiUrl: string | null;
  readonly taskQueue: string;
  /** What `@temporalio/envconfig` reads the rest of the connection from (TLS, API key, profile). */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ChatConfig {
  readonly apiUrl: string;
  readonly accessToken: string;
  readonly verificationToken: string | null;
  readonly signingSecret: string | null;
  /** Calls allowed in any rolling second. */
  readonly rateLimit: number;
  readonly orgId: number | null;
}

export interface SmsConfig {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKey: { readonly sid: string; readonly secret: string } | null;
  /** All our numbers. */
  readonly fromNumbers: readonly string[];
  /** Segments a second of each number; null: by the kind of number. */
  readonly senderRate: number | null;
  /** Those of them that belong to one Drift user each, by user ID. */
  readonly repNumbers: Readonly<Record<string, string>>;
  readonly messagingServiceSid: string | null;
}

export interface Behaviour {
  readonly followUps: boolean;
  readonly followUpDelayMs: number;
  readonly followUpTemplate: string;
  readonly followUpMaxAgeMs: number;
  readonly relayMaxAgeMs: number;
  readonly businessName: string;
  readonly helpTemplate: string;
  readonly defaultCountry: CountryCode;
  readonly quietHours: ClockRange | null;
  readonly quietMaxAgeMs: number;
  readonly quietReplyWindowMs: number;
  readonly defaultTimeZone: string;
  readonly reorderWindowMs: number;
  readonly botMessages: boolean;
  readonly markerTag: string;
  readonly latePhoneWindowMs: number;
  readonly sessionIdleMs: number;
  readonly lateTextWindowMs: number;
  readonly reconcileWindowMs: number;
  readonly unclearAfterMs: number;
  readonly unclearTexts: 'leave' | 'send-again';
  readonly statusCheckAfterMs: number;
}

/** Pictures and files on their way between phone and chat. */
export interface MediaConfig {
  /** Whether a rep's files go out as MMS where they can. */
  readonly mms: boolean;
  readonly linkTtlMs: number;
  readonly signingKey: string | null;
  /** Where Twilio's API may send us on to for a picture. */
  readonly hosts: readonly string[];
}

/** Traces for OpenTelemetry. */
export interface TracingConfig {
  /** Base URL of the collector; null: tracing is off. */
  readonly endpoint: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Of webhooks that are traced; 0 to 1. */
  readonly share: number;
}
