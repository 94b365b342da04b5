import { AxiosError } from 'axios';
import twilio from 'twilio';
import type { SmsConfig } from '../../platform/config/config.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { noTracing, type Tracing } from '../../platform/tracing/tracing.js';
import { traceCall } from '../../platform/tracing/vendor-call.js';
import type { Breaker } from '../../platform/vendor-http/breaker.js';
import type { CredentialsGate } from '../../platform/vendor-http/credentials-gate.js';
import { classifyNoAnswer, classifyStatus } from '../../platform/vendor-http/classify.js';

const TIMEOUT_MS = 10_000;
/** Enough to hold every text to one visitor in the time that a send stays ambiguous. */
const LIST_LIMIT = 100;

export interface OutboundText {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  /** Carries the ledger ID: a callback to it proves acceptance, also when the answer was lost. */
  readonly statusCallback: string;
  /** A text that is not with the carrier after this many seconds is dropped by Twilio. */
  readonly validitySeconds: number;
  /** Makes it an MMS: Twilio fetches these, without credentials; at most ten, 5 MB together. */
  readonly mediaUrls?: readonly string[];
}

export interface SentText {
  readonly sid: string;
  readonly status: string;
  readonly body: string;
  /** Milliseconds since the epoch; Twilio's clock, whole seconds. */
  readonly createdAt: number;
}

/** How a text fares, in Twilio's words (Twilio docs, Message resource). */
export interface TextReport {
  readonly status: string;
  readonly errorCode: string | null;
}

/**
 * Twilio's Messages API in our words, through its own package with its retries off: whether to send again is decided by the
 * ledger, never by a library. Fails with a VendorError only. Twilio has no idempotency key for messages.
 */
export class TwilioClient {
  readonly #client: twilio.Twilio;
  readonly #breaker: Breaker;
  readonly #gate: CredentialsGate;
  readonly #messagingServiceSid: string | null;
  readonly #tracing: Tracing;

  constructor(config: SmsConfig, breaker: Breaker, gate: CredentialsGate, tracing = noTracing) {
    const options = { accountSid: config.accountSid, timeout: TIMEOUT_MS, autoRetry: false };
    this.#client = config.apiKey
      ? twilio(config.apiKey.sid, config.apiKey.secret, options)
      : twilio(config.accountSid, config.authToken, options);
    this.#client.api.baseUrl = config.apiUrl;
    this.#client.lookups.baseUrl = config.apiUrl.replace('//api.', '//lookups.');
    this.#breaker = breaker;
    this.#gate = gate;
    this.#messagingServiceSid = config.messagingServiceSid;
    this.#tracing = tracing;
  }

  async send({
    to,
    from,
    body,
    statusCallback,
    validitySeconds,
    mediaUrls = [],
  }: OutboundText): Promise<SentText> {
    const messagingServiceSid = this.#messagingServiceSid;
    return this.#call('POST Messages', async () =>
      toSentText(
        await this.#client.messages.create({
          to,
          from,
          body,
          statusCallback,
          validityPeriod: validitySeconds,
          smartEncoded: true,
          ...(mediaUrls.length === 0 ? {} : { mediaUrl: [...mediaUrls] }),
          ...(messagingServiceSid === null ? {} : { messagingServiceSid }),
        }),
      ),
    );
  }

  /** Newest first. No date filter: a queued message may have no date yet (Twilio docs, read multiple messages). */
  async list(to: string, from: string): Promise<SentText[]> {
    return this.#call('GET Messages', async () =>
      (await this.#client.messages.list({ to, from, limit: LIST_LIMIT })).map(toSentText),
    );
  }

  /** One text by its SID; one that Twilio does not know (any more) fails as `rejected`. */
  async fetch(sid: string): Promise<TextReport> {
    return this.#call('GET Messages/{sid}', async () => {
      const { status, errorCode } = await this.#client.messages(sid).fetch();
      if (!/^[a-z_]{1,30}$/.test(status)) throw new VendorError('sms', 'ambiguous', 'unreadable response');
      // `errorCode` is declared as a number and is null where there is none.
      return { status, errorCode: (errorCode as number | null) === null ? null : String(errorCode) };
    });
  }

  /** `what`: method and resource, for the trace. */
  async #call<T>(what: string, call: () => Promise<T>): Promise<T> {
    const attempt = async () => {
      try {
        return await call();
      } catch (error) {
        throw toVendorError(error);
      }
    };
    return this.#gate.run(() => this.#breaker.run(() => traceCall(this.#tracing, 'Twilio', what, attempt)));
  }
}

function toSentText(message: { sid: string; status: string; body: string; dateCreated: Date }): SentText {
  const { sid, status, body, dateCreated } = message;
  if (!/^(SM|MM)[0-9a-fA-F]{32}$/.test(sid)) throw new VendorError('sms', 'ambiguous', 'unreadable response');
  return { sid, status, body, createdAt: dateCreated.getTime() };
}

/** The package throws RestException for HTTP errors, axios' error for none, SyntaxError for an unreadable 2xx. */
export function toVendorError(error: unknown): VendorError {
  if (error instanceof VendorError) return error;
  if (error instanceof AxiosError || (error instanceof Error && 'isAxiosError' in error)) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return new VendorError('sms', classifyNoAnswer(code), `no answer: ${code ?? 'unknown'}`);
  }
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number') {
    const vendorCode = 'code' in error && typeof error.code === 'number' ? String(error.code) : undefined;
    const details = { httpStatus: error.status, ...(vendorCode === undefined ? {} : { vendorCode }) };
    // 63038, the account's daily limit, comes as a 429 but lasts until the next day: no use in trying again soon.
    const failure = vendorCode === '63038' ? 'rejected' : classifyStatus(error.status);
    return new VendorError('sms', failure === 'not_found' ? 'rejected' : failure, 'refused', details);
  }
  return new VendorError('sms', 'ambiguous', 'unreadable response');
}
