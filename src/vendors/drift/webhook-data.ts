import { withoutNul } from '../../platform/db/storable-text.js';

// Read by hand and not by a schema: each webhook passes here before it is acknowledged, and a schema of a dozen optional
// parts took most of that time (docs/decisions/0013-hot-paths.md). A test holds this and the schema together.

/** A JSON object. `__proto__` is no name that Drift gives to anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What an event is about, as far as it can be read; what is missing or of the wrong type is left out. */
export interface WebhookData {
  readonly id: number | string | undefined;
  readonly conversationId: number | undefined;
  readonly contactId: number | undefined;
  readonly endUserId: number | undefined;
  readonly status: string | undefined;
  /** Milliseconds since the epoch, as the two below. */
  readonly createdAt: number | undefined;
  readonly timestamp: number | undefined;
  /** In whatever unit: it is part of event keys, which stay as they are. */
  readonly timestampAsSent: number | undefined;
  readonly changedAt: number | undefined;
  readonly type: string | undefined;
  readonly body: string | undefined;
  readonly phone: string | undefined;
  /** Of phone_captured: the number, and who gave it. */
  readonly phoneNumber: string | undefined;
  readonly authorId: number | undefined;
  readonly authorType: string | undefined;
  readonly author:
    { readonly id: number | undefined; readonly type: string | undefined; readonly bot: unknown } | undefined;
  readonly attributes: JsonObject | undefined;
  readonly attachments: unknown;
  readonly timeZone: string | undefined;
  /** A list of changes; a map of them by name has been seen in no document, and is read all the same. */
  readonly diff: readonly unknown[] | undefined;
  readonly data: JsonObject | undefined;
}

/** Tolerant on purpose: the same event has had several shapes over the years, and a missing part is no reason to lose it. */
export function readData(given: JsonObject): WebhookData {
  const author = objectIn(given['author']);
  const timestamp = given['timestamp'];
  return {
    id: idIn(given['id']) ?? textIn(given['id'], 64),
    conversationId: idIn(given['conversationId']),
    contactId: idIn(given['contactId']),
    endUserId: idIn(given['endUserId']),
    status: textIn(given['status'], 40)?.toLowerCase(),
    createdAt: momentIn(given['createdAt']),
    timestamp: momentIn(given['timestamp']),
    timestampAsSent:
      typeof timestamp === 'number' && timestamp >= 1 && timestamp <= LAST_MOMENT ? timestamp : undefined,
    changedAt: momentIn(given['changedAt']),
    type: textIn(given['type'], 100),
    body: wordsIn(given['body']),
    phone: phoneIn(given['phone']),
    phoneNumber: phoneIn(given['phoneNumber']),
    authorId: idIn(given['authorId']),
    authorType: textIn(given['authorType'], 40),
    author: author && { id: idIn(author['id']), type: textIn(author['type'], Infinity), bot: author['bot'] },
    attributes: objectIn(given['attributes']),
    attachments: given['attachments'],
    timeZone: zoneIn(objectIn(given['context'])?.['timezone']),
    diff: changesIn(given['diff']),
    data: objectIn(given['data']),
  };
}

/** Undefined for anything but a JSON object; an array is none. */
export function objectIn(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** Drift's IDs are 64-bit in JSON numbers; one client saw message IDs as strings. */
export function idIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** Whether this is an ID, as a number or as text, that JavaScript cannot hold exactly: beyond 2^53. */
export const isBeyondExact = (value: unknown): boolean =>
  typeof value === 'string'
    ? /^\d{16,40}$/.test(value) && !Number.isSafeInteger(Number(value))
    : typeof value === 'number' && value > Number.MAX_SAFE_INTEGER;

/** A phone number as written, or as a number. */
export function phoneIn(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  const words = wordsIn(value);
  return words !== undefined && words.length <= 100 ? words : undefined;
}

function changesIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  const byName = objectIn(value);
  return byName && Object.entries(byName).map(([name, change]) => ({ ...objectIn(change), name }));
}

const textIn = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' && value.length <= longest ? value : undefined;

const wordsIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? withoutNul(value) : undefined;

/** Drift began after the first of them; beyond the last, the year 2100, is no time of an event. */
const FIRST_MOMENT = Date.UTC(2012, 0, 1);
const LAST_MOMENT = 4_102_444_800_000;

/** Milliseconds since the epoch. Seconds, which some senders use, are told apart by their size; anything else is no time. */
export function momentIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{10,13}(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const moment = number < LAST_MOMENT / 1_000 ? Math.round(number * 1_000) : number;
  return moment >= FIRST_MOMENT && moment <= LAST_MOMENT ? moment : undefined;
}

const zoneIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w/+:-]{1,64}$/.test(value) ? value : undefined;
