import type { NamedEvent, TextReceived } from '../../contracts/events.js';
import { storedSources } from '../../contracts/stored-names.js';
import { MalformedEvent } from '../malformed-event.js';
import type { FormParameters } from '../sms.js';
import { withoutNul } from '../../platform/db/storable-text.js';

const first = (form: FormParameters, name: string): string | null => {
  const value = form[name];
  return typeof value === 'string' ? value : (value?.[0] ?? null);
};

function required(form: FormParameters, name: string, shape: RegExp): string {
  const value = first(form, name);
  if (value === null || !shape.test(value))
    throw new MalformedEvent(`parameter ${name} is missing or malformed`);
  return value;
}

const SID = /^(SM|MM)[0-9a-fA-F]{32}$/;
const ADDRESS = /^[\x20-\x7e]{1,100}$/;

/** Twilio takes no more pictures with a text (Twilio docs, MediaUrl). */
export const MAX_MEDIA = 10;

/** Names a visitor's text, keyed by MessageSid. `raw`: as Twilio told it. `createdAt`: by Twilio's clock; null where it does not say. */
export function textReceivedEvent(
  text: Omit<TextReceived, 'kind'>,
  raw: unknown,
  createdAt: number | null,
): NamedEvent {
  const eventKey = `${text.messageSid}:received`;
  return {
    source: storedSources.sms,
    orgId: null,
    type: 'inbound',
    eventKey,
    eventId: eventKey,
    occurredAt: createdAt,
    event: { kind: 'text_received', ...text, body: withoutNul(text.body) },
    raw,
  };
}

/** An inbound SMS or MMS (Twilio docs, "Twilio's request to your application"). */
export function parseInboundText(form: FormParameters): NamedEvent {
  const messageSid = required(form, 'MessageSid', SID);
  const count = Math.min(Number(first(form, 'NumMedia') ?? '0') || 0, MAX_MEDIA);
  const media = Array.from({ length: count }, (_, i) => ({
    url: first(form, `MediaUrl${i}`) ?? '',
    contentType: first(form, `MediaContentType${i}`) ?? '',
  })).filter(({ url }) => url !== '');
  const text = {
    messageSid,
    visitorNumber: required(form, 'From', ADDRESS),
    ourNumber: required(form, 'To', ADDRESS),
    body: first(form, 'Body') ?? '',
    media,
    optOutType: first(form, 'OptOutType')?.toUpperCase() ?? null,
  };
  return textReceivedEvent(text, form, null);
}

const LEDGER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const STATUS = /^[a-z_]{1,30}$/;

/** What Twilio says of a text, by a callback or when asked: the same word of the same text is the same event. */
export interface TextStatusReport {
  readonly messageSid: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly ledgerId: string | null;
  readonly ourNumber: string | null;
}

/** Names what Twilio says of a text. Keyed by MessageSid and status. `raw`: as Twilio said it. */
export function textStatusEvent(report: TextStatusReport, raw: unknown): NamedEvent {
  const { messageSid, status, errorCode } = report;
  return {
    source: storedSources.sms,
    orgId: null,
    type: 'status',
    eventKey: `${messageSid}:${status}`,
    eventId: `${messageSid}:${status}`,
    occurredAt: null,
    event: {
      ...report,
      kind: 'text_status',
      errorCode: errorCode !== null && /^\d{1,10}$/.test(errorCode) ? errorCode : null,
    },
    raw,
  };
}

/** A status callback (Twilio docs, outbound message status). */
export function parseTextStatus(form: FormParameters, ledgerId: string | undefined): NamedEvent {
  const report = {
    messageSid: required(form, 'MessageSid', SID),
    status: required(form, 'MessageStatus', STATUS),
    errorCode: first(form, 'ErrorCode'),
    ledgerId: ledgerId !== undefined && LEDGER_ID.test(ledgerId) ? ledgerId : null,
    ourNumber: first(form, 'From'),
  };
  return textStatusEvent(report, form);
}
