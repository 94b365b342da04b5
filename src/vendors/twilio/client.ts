import { AxiosError } from 'axios';
import twilio from 'twilio';
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { NamedEvent } from '../../contracts/events.js';
import type { SmsConfig } from '../../platform/config/config.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { noTracing, type Tracing } from '../../platform/tracing/tracing.js';
import { traceCall } from '../../platform/tracing/vendor-call.js';
import type { Breaker } from '../../platform/vendor-http/breaker.js';
import type { CredentialsGate } from '../../platform/vendor-http/credentials-gate.js';
import type { Resolve } from '../../platform/vendor-http/address-guard.js';
import { classifyNoAnswer } from '../../platform/vendor-http/classify.js';
import {
  RECEIVED_AT_ONCE,
  type ListedText,
  type OutboundText,
  type SmsClient,
  type TextFile,
  type TextRef,
} from '../sms.js';
import { failureOf } from './failure.js';
import { download, type DownloadOptions } from './download.js';
import type { HostRule } from './media-url.js';
import { MAX_MEDIA, textReceivedEvent, textStatusEvent } from './webhook-event.js';

const TIMEOUT_MS = 10_000;
const UNREADABLE = 'unreadable response';
/** Enough to hold every text to one visitor in the time that a send stays ambiguous. */
const LIST_LIMIT = 100;
/**
 * Twilio's times are whole seconds, rounded down. A listed text counts as written at the end of its second: it may answer a text of ours from
 * within it, and belongs to the thread that this opened.
 */
const WITHIN_SECOND_MS = 999;
/** The largest page (Twilio docs, read multiple messages). */
const PAGE_SIZE = 1_000;

export interface TwilioClientOptions {
  readonly config: SmsConfig;
  /** The Messaging Service to send through now; null: none. If omitted: the configured one. */
  readonly messagingService?: () => Promise<string | null>;
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
  readonly #messagingService: () => Promise<string | null>;
  readonly #tracing: Tracing;
  readonly #download: DownloadOptions;

  constructor({
    config,
    messagingService = () => Promise.resolve(config.messagingServiceSid),
    breaker,
    gate,
    mediaHosts,
    tracing = noTracing,
    resolve,
  }: TwilioClientOptions) {
    const options = { accountSid: config.accountSid, timeout: TIMEOUT_MS, autoRetry: false };
    this.#client = config.apiKey
      ? twilio(config.apiKey.sid, config.apiKey.secret, options)
      : twilio(config.accountSid, config.authToken, options);
    this.#client.api.baseUrl = config.apiUrl;
    this.#client.lookups.baseUrl = config.apiUrl.replace('//api.', '//lookups.');
    this.#breaker = breaker;
    this.#gate = gate;
    this.#messagingService = messagingService;
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
    const messagingServiceSid = await this.#messagingService();
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

  /** By the date of sending, which a received text always has; in whole seconds. */
  async received(
    to: string,
    { since, before }: { readonly since: number; readonly before: number | null },
  ): Promise<ListedText[]> {
    const period = {
      dateSentAfter: new Date(since),
      ...(before === null ? {} : { dateSentBefore: new Date(before) }),
    };
    const texts = await this.#call('GET Messages', async () =>
      (await this.#client.messages.list({ to, ...period, pageSize: PAGE_SIZE, limit: RECEIVED_AT_ONCE })).map(
        toListed,
      ),
    );
    return texts.filter(({ isReceived }) => isReceived); // a text of ours may have gone to a number of ours
  }

  async asReceived({ id, from, to, body, createdAt, files }: ListedText): Promise<NamedEvent> {
    const media = files === 0 ? [] : await this.#mediaOf(id);
    const text = { messageSid: id, visitorNumber: from, ourNumber: to, body, media, optOutType: null };
    return textReceivedEvent(text, { listed: true }, createdAt + WITHIN_SECOND_MS);
  }

  async #mediaOf(sid: string): Promise<{ readonly url: string; readonly contentType: string }[]> {
    const list = async () => this.#client.messages(sid).media.list({ limit: MAX_MEDIA });
    try {
      return (await this.#call('GET Messages/{sid}/Media', list)).map(({ uri, contentType }) => ({
        url: `${this.#client.api.baseUrl}${uri.replace(/\.json$/, '')}`,
        contentType,
      }));
    } catch (error) {
      if (error instanceof VendorError && error.failure === 'rejected') return []; // deleted there: the words remain
      throw error;
    }
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

function toListed(text: MessageInstance): ListedText {
  const { sid, body, dateCreated, direction, from, to, numMedia } = text;
  if (!/^(SM|MM)[0-9a-fA-F]{32}$/.test(sid)) throw new VendorError('sms', 'ambiguous', UNREADABLE);
  const isReceived = direction === 'inbound';
  return {
    id: sid,
    body,
    createdAt: dateCreated.getTime(),
    isReceived,
    from,
    to,
    files: Number(numMedia) || 0,
  };
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
