import type { EffectEntry, LedgerEntry, RequestEntry, WebhookEntry } from '../../sandbox/shared/ledger.js';
import { markersIn } from './markers.js';

/** A text on a phone that Textback caused: through the API, or by its answer to a webhook. */
export interface TextOut {
  readonly seq: number;
  /** When the request reached Twilio; for an answer to a webhook, when Twilio made the text. */
  readonly arrivedAt: number;
  /** When Twilio had accepted it. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly markers: readonly string[];
}

/** A text that Twilio refused. */
export interface RefusedText {
  readonly arrivedAt: number;
  readonly to: string;
  readonly markers: readonly string[];
}

/** What Textback posted to a Drift conversation. */
export interface Post {
  readonly seq: number;
  readonly at: number;
  readonly conversationId: number;
  readonly type: string;
  readonly body: string;
  readonly markers: readonly string[];
}

/** Whether the post is what a phone texted. A note that only quotes a text, as one that asks whether it meant STOP, is not. */
export const carriesText = ({ type, body }: Pick<Post, 'type' | 'body'>): boolean =>
  type !== 'private_note' || /^<b>[^<]* by text:<\/b>/.test(body) || isFromLostNumber({ body });

/** What a phone texts that turned out to be somebody else's, or is not the visitor's any more. Each comes by itself, in no promised order. */
export const isFromLostNumber = ({ body }: Pick<Post, 'body'>): boolean =>
  /^<b>A text from [^<]*:<\/b>/.test(body);

/** What the vendors' ledgers hold, in the order in which it happened. */
export interface Evidence {
  readonly texts: readonly TextOut[];
  readonly refused: readonly RefusedText[];
  readonly posts: readonly Post[];
  /** When the webhook of a Drift message (its ID) or of a text (its SID) first got a 2xx; null if it never did. */
  acknowledgedAt(id: string | number): number | null;
  /** When a webhook of Drift, by its place in the ledger, first got a 2xx; null if it never did. */
  tookWebhookAt(seq: number): number | null;
  /** When Twilio was asked, and answered, which texts it has from one number to the other. */
  listedAt(from: string, to: string): readonly number[];
  /** When it was first delivered, with success or without; null if it never was. */
  firstTriedAt(id: string | number): number | null;
  /** Contacts of whose phone number Drift has told in vain: no such webhook got a 2xx. */
  readonly unheardContacts: ReadonlySet<number>;
}

/** Reads the ledgers of both simulators. */
export function readEvidence(drift: readonly LedgerEntry[], twilio: readonly LedgerEntry[]): Evidence {
  const acknowledged = new Map<string, number>();
  const taken = new Map(
    drift.flatMap((entry) => {
      const at = entry.kind === 'webhook' ? firstSuccess(entry) : null;
      return at === null ? [] : [[entry.seq, at] as const];
    }),
  );
  const tried = new Map<string, number>();
  for (const entry of [...drift, ...twilio]) {
    if (entry.kind !== 'webhook') continue;
    const about = subjectOf(entry);
    const at = firstSuccess(entry);
    if (about === null) continue;
    for (const attempt of entry.attempts)
      tried.set(about, Math.min(attempt.at, tried.get(about) ?? Infinity));
    if (at === null) continue;
    acknowledged.set(about, Math.min(at, acknowledged.get(about) ?? Infinity));
  }
  return {
    ...textsIn(twilio),
    unheardContacts: new Set(drift.flatMap((entry) => (entry.kind === 'webhook' ? unheard(entry) : []))),
    posts: drift.flatMap((entry) =>
      entry.kind === 'effect' && entry.effect === 'message' && entry.data['by'] === 'api'
        ? [postOf(entry)]
        : [],
    ),
    tookWebhookAt: (seq) => taken.get(seq) ?? null,
    acknowledgedAt: (id) => acknowledged.get(String(id)) ?? null,
    listedAt: (from, to) =>
      twilio.filter((entry) => entry.kind === 'request' && isList(entry, from, to)).map(({ at }) => at),
    firstTriedAt: (id) => tried.get(String(id)) ?? null,
  };
}

/** Pairs each accepted text with the request that brought it: to the same phone, with the same words, and not taken yet. */
function textsIn(twilio: readonly LedgerEntry[]): Pick<Evidence, 'texts' | 'refused'> {
  const texts: TextOut[] = [];
  const open = new Map<string, RequestEntry[]>();
  for (const entry of twilio) {
    if (entry.kind === 'request' && isSend(entry)) {
      const to = field(entry.body, 'To');
      open.set(to, [...(open.get(to) ?? []), entry]);
    }
    if (entry.kind !== 'effect' || (entry.effect !== 'text' && entry.effect !== 'webhook-reply')) continue;
    const { from, to, body } = entry.data;
    const text = { seq: entry.seq, at: entry.at, from: word(from), to: word(to), body: word(body) };
    const markers = markersIn(text.body);
    let arrivedAt = entry.at;
    if (entry.effect === 'text') {
      const waiting = open.get(text.to) ?? [];
      const request =
        waiting.find(({ body: asked }) => isSame(field(asked, 'Body'), text.body, markers)) ?? waiting[0];
      arrivedAt = request?.at ?? entry.at;
      open.set(
        text.to,
        waiting.filter((one) => one !== request),
      );
    }
    texts.push({ ...text, arrivedAt, markers });
  }
  const refused = [...open.values()]
    .flat()
    .filter(({ status }) => status !== null && status >= 400 && status < 429)
    .map(({ at, body }) => ({
      arrivedAt: at,
      to: field(body, 'To'),
      markers: markersIn(field(body, 'Body')),
    }));
  return { texts, refused };
}

const isSend = ({ method, path }: RequestEntry) => method === 'POST' && path.endsWith('/Messages.json');

const isList = ({ method, path, query, status, reply }: RequestEntry, from: string, to: string) =>
  method === 'GET' &&
  path.endsWith('/Messages.json') &&
  status === 200 &&
  reply === 'sent' &&
  field(query, 'From') === from &&
  field(query, 'To') === to;

/** Twilio may change typographic characters on the way; the markers stay. */
const isSame = (asked: string, accepted: string, markers: readonly string[]) =>
  asked === accepted || (markers.length > 0 && markersIn(asked).join() === markers.join());

function postOf({ seq, at, data }: EffectEntry): Post {
  const body = word(data['body']);
  return {
    seq,
    at,
    conversationId: Number(data['conversationId']),
    type: word(data['type']),
    body,
    markers: markersIn(body),
  };
}

/** The ID of the message, or the SID of the text, that a webhook tells of. */
function subjectOf({ type, body }: WebhookEntry): string | null {
  if (type === 'inbound') return field(body, 'MessageSid') || null;
  if (type !== 'new_message') return null;
  return field(isRecord(body) ? body['data'] : null, 'id') || null;
}

function unheard(webhook: WebhookEntry): number[] {
  const { type, body } = webhook;
  if ((type !== 'phone_captured' && type !== 'contact_updated') || firstSuccess(webhook) !== null) return [];
  const about = isRecord(body) ? body['data'] : null;
  return [Number(field(about, 'contactId') || field(about, 'endUserId') || field(about, 'authorId'))];
}

function firstSuccess({ attempts }: WebhookEntry): number | null {
  const times = attempts
    .filter(({ status }) => status !== null && status >= 200 && status < 300)
    .map(({ at, ms }) => at + ms);
  return times.length === 0 ? null : Math.min(...times);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const word = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const field = (record: unknown, name: string): string => (isRecord(record) ? word(record[name]) : '');
