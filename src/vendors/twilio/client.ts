import { AxiosError } from 'axios';
import twilio from 'twilio';
import type { NamedEvent } from '../../contracts/events.js';
import type { SmsConfig } from '../../platform/config/config.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { noTracing, type Tracing } from '../../platform/tracing/tracing.js';
import { traceCall } from '../../platform/tracing/vendor-call.js';
import type { Breaker } from '../../platform/vendor-http/breaker.js';
import type { CredentialsGate } from '../../platform/vendor-http/credentials-gate.js';
import type { Resolve } from '../../platform/vendor-http/address-guard.js';
import { classifyNoAnswer } from '../../platform/vendor-http/classify.js';
import type { ListedText, OutboundText, SmsClient, TextFile, TextRef } from '../sms.js';
import { failureOf } from './failure.js';
import { download, type DownloadOptions } from './download.js';
import type { HostRule } from './media-url.js';
import { textStatusEvent } from './webhook-event.js';

const TIMEOUT_MS = 10_000;
const UNREADABLE = 'unreadable response';
/** Enough to hold every text to one visitor in the time that a send stays ambiguous. */
const LIST_LIMIT = 100;

export interface TwilioClientOptions {
  readonly config: SmsConfig;
  readonly breaker: Breaker;
  readonly gate: CredentialsGate;
  /** Where Twilio may send us on to for a file. */
  readonly mediaHosts: readonly HostRule[];
  readonly tracing?: Tracing;
  /** For tests: how names become addresses. */
  readonly resolve?: Resolve;
}

/**
 * Twilio's Messages API in our words, through its own package with its retries off: whether to send again is decided by the
 * ledger, never by a library. Fails with a VendorError only. Twilio has no idempotency key for messages.
 */
export class TwilioClient implements SmsClient {
  readonly isSameText = isSameText;
  readonly #client: twilio.Twilio;
  readonly #breaker: Breaker;
  readonly #gate: CredentialsGate;
  readonly #messagingServiceSid: string | null;
  readonly #tracing: Tracing;
  readonly #download: DownloadOptions;

  constructor({ config, breaker, gate, mediaHosts, tracing = noTracing, resolve }: TwilioClientOptions) {
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
    this.#download = {
      rules: { apiUrl: config.apiUrl, accountSid: config.accountSid, hosts: mediaHosts },
      credentials: config.apiKey
        ? { user: config.apiKey.sid, password: config.apiKey.secret }
        : { user: config.accountSid, password: config.authToken },
      ...(resolve === undefined ? {} : { resolve }),
    };
  }

  async send({
    to,
    from,
    body,
    statusCallback,
    validitySeconds,
    mediaUrls = [],
  }: OutboundText): Promise<{ readonly id: string }> {
    const messagingServiceSid = this.#messagingServiceSid;
    return this.#call('POST Messages', async () =>
      toListed(
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
  async list(to: string, from: string): Promise<ListedText[]> {
    return this.#call('GET Messages', async () =>
      (await this.#client.messages.list({ to, from, limit: LIST_LIMIT })).map(toListed),
    );
  }

  /** One text by its SID. Fails as `rejected` if Twilio does not know it, or has deleted it. */
  async statusOf({ messageSid, ledgerId, ourNumber }: TextRef): Promise<NamedEvent> {
    const { status, errorCode } = await this.#fetch(messageSid);
    const report = { messageSid, status, errorCode, ledgerId, ourNumber };
    return textStatusEvent(report, { asked: true, status, errorCode });
  }

  async #fetch(sid: string): Promise<{ readonly status: string; readonly errorCode: string | null }> {
    return this.#call('GET Messages/{sid}', async () => {
      const { status, errorCode } = await this.#client.messages(sid).fetch();
      if (!/^[a-z_]{1,30}$/.test(status)) throw new VendorError('sms', 'ambiguous', UNREADABLE);
      // `errorCode` is declared as a number and is null if there is none.
      return { status, errorCode: (errorCode as number | null) === null ? null : String(errorCode) };
    });
  }

  /** Past breaker and gate: a file that cannot be had says nothing about texts. */
  async download(mediaUrl: string): Promise<TextFile> {
    return download(mediaUrl, this.#download);
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

function toListed({ sid, body, dateCreated }: { sid: string; body: string; dateCreated: Date }): ListedText {
  if (!/^(SM|MM)[0-9a-fA-F]{32}$/.test(sid)) throw new VendorError('sms', 'ambiguous', UNREADABLE);
  return { id: sid, body, createdAt: dateCreated.getTime() };
}

/** Trial accounts put words in front of the body, and smart encoding replaces quotes and dashes. */
function isSameText(listed: string, ours: string): boolean {
  const plain = (text: string) => text.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '');
  const words = plain(ours);
  return words === '' ? ours !== '' && listed.endsWith(ours) : plain(listed).endsWith(words);
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
    return new VendorError('sms', failureOf(error.status, vendorCode), 'refused', details);
  }
  return new VendorError('sms', 'ambiguous', UNREADABLE);
}
