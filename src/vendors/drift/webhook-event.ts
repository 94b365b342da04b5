import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { ContactUpdated, Event, NamedEvent } from '../../contracts/events.js';
import { storedSources } from '../../contracts/stored-names.js';
import { MalformedEvent } from '../malformed-event.js';
import { attachmentsIn } from './attachments.js';
import { appIdIn, authorOf, saidBeforeIn } from './said.js';
import {
  idIn,
  isBeyondExact,
  objectIn,
  phoneIn,
  readData,
  type JsonObject,
  type WebhookData,
} from './webhook-data.js';

/** A vendor-given event ID may become a workflow ID: only what cannot be a sentence, an address or a +number. */
function givenIdIn(value: unknown): string | null {
  if (typeof value === 'string') return /^[\w.:-]{1,128}$/.test(value) ? value : null;
  return Number.isSafeInteger(value) && Number(value) >= 0 ? String(value) : null;
}

/**
 * Names a Drift webhook's event and puts it in our words. Drift's envelope has no event ID (Drift docs, webhook events):
 * where one is given it is used, else the key is made from what the event is about, else from its whole content.
 * @throws MalformedEvent when there is no org or no event type.
 */
export function parseDriftEvent(payload: unknown): NamedEvent {
  const envelope = objectIn(payload);
  if (envelope === undefined) throw new MalformedEvent('not a Drift event: expected a JSON object');
  const raw = { ...withoutProto(envelope) };
  delete raw['token']; // the secret is not for keeping
  const orgId = idIn(raw['orgId']);
  const orgKey = orgId ?? (isBeyondExact(raw['orgId']) ? String(raw['orgId']) : undefined);
  if (orgKey === undefined) throw missing('orgId');
  const { type } = raw;
  if (typeof type !== 'string' || !/^[\w.:-]{1,100}$/.test(type)) throw missing('type');
  const data = objectIn(raw['data']);
  if ('data' in raw) raw['data'] = data && withoutProto(data); // anything but an object is not read, and not kept
  const about = readData(data ?? {});
  const given = givenIdIn(raw['id'] ?? raw['eventId']);
  const eventKey =
    given === null
      ? `${orgKey}:${type}:${derivedKey(type, about, { ...raw, orgId: orgId ?? orgKey })}`
      : `${orgKey}:${given}`;
  const isUnreadable = orgId === undefined || idsOf(type, about, data ?? {}).some(isBeyondExact);
  return {
    source: storedSources.chat,
    orgId: orgId ?? null,
    type,
    eventKey,
    ...(given === null ? {} : { keyWithType: `${orgKey}:${type}:${given}` }),
    eventId: given ?? eventKey,
    occurredAt: about.createdAt ?? about.timestamp ?? about.changedAt ?? null,
    event: isUnreadable
      ? { kind: 'unreadable', conversationId: conversationOf(type, about), why: 'id_beyond_range' }
      : toEvent(type, about),
    raw,
  };
}

const missing = (part: string) =>
  new MalformedEvent(`not a Drift event: "${part}" is missing or of the wrong type`);

/** JSON can hold a part of this name, which is none of Drift's; it would be the object's prototype wherever it is copied. */
function withoutProto(object: JsonObject): Record<string, unknown> {
  if (!Object.hasOwn(object, '__proto__')) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== '__proto__'));
}

/** Copies of one such event come closer together. */
const APART_MS = 10_000;

const keyedById = new Set([
  'new_message',
  'new_command_message',
  'button_clicked',
  'new_conversation',
  'conversation_started',
]);

function derivedKey(type: string, about: WebhookData, raw: object): string {
  if (keyedById.has(type)) {
    const key = about.id ?? (isOpening(type) ? about.conversationId : null);
    if (key !== null && key !== undefined && /^[\w-]+$/.test(String(key))) return String(key);
  }
  if (type === 'contact_updated' && about.endUserId && about.timestampAsSent)
    return `${about.endUserId}:${about.timestampAsSent}`;
  const content = createHash('sha256').update(stringify(raw)).digest('hex');
  // It may hold nothing but the org, and an org may come and go: what comes later is another event.
  return type === 'app_disconnected' ? `${content}:${Math.floor(Date.now() / APART_MS)}` : content;
}

/** The types that we act on; what the others hold is of no consequence. */
const acted = new Set([...keyedById, 'conversation_status_updated', 'phone_captured', 'contact_updated']);

/**
 * Every ID by which an event says whom and what it is about. A message's own ID is kept as text, however long; as a number beyond 2^53 it
 * is its neighbour's too.
 */
function idsOf(type: string, { id, author, data: nested }: WebhookData, data: JsonObject): unknown[] {
  if (!acted.has(type)) return [];
  const names = ['conversationId', 'contactId', 'endUserId', 'authorId'];
  const isConversation = isOpening(type) || type === 'conversation_status_updated';
  return [
    ...names.flatMap((name) => [data[name], nested?.[name]]),
    author === undefined ? undefined : objectIn(data['author'])?.['id'],
    isConversation || typeof data['id'] === 'number' ? (data['id'] ?? id) : undefined,
  ];
}

const isOpening = (type: string) => type === 'new_conversation' || type === 'conversation_started';

function toEvent(type: string, about: WebhookData): Event {
  const conversationId = conversationOf(type, about);
  const contactId = contactOf(about);
  switch (type) {
    case 'new_conversation':
    case 'conversation_started':
      if (conversationId === null) break;
      return { kind: 'conversation_opened', conversationId, contactId, status: about.status ?? null };
    case 'new_message':
    case 'button_clicked':
      if (conversationId === null || (about.id ?? null) === null) break;
      return {
        kind: 'message',
        conversationId,
        messageId: String(about.id),
        author: isClickOfVisitor(type, about) ? 'visitor' : authorOf(about.author),
        authorId: about.author?.id ?? null,
        type: type === 'button_clicked' ? 'chat' : (about.type ?? 'unknown'),
        html: about.body ?? '',
        appId: appIdIn(about.attributes),
        createdAt: notAhead(about.createdAt),
        timeZone: about.timeZone ?? null,
        ...attachmentsIn(about.attachments),
        ...saidBeforeIn(about.attributes),
      };
    case 'conversation_status_updated':
      if (conversationId === null || !about.status) break;
      return { kind: 'status_changed', conversationId, status: about.status };
    case 'app_disconnected':
      return { kind: 'app_disconnected', conversationId: null };
    case 'phone_captured':
      return {
        kind: 'phone_captured',
        conversationId,
        contactId,
        phone: phoneAbout(about),
      };
    case 'contact_updated': {
      if (contactId === null) break;
      return { kind: 'contact_updated', contactId, ...changedPhone(about) };
    }
  }
  return { kind: 'other', conversationId };
}

/** A time that lies ahead tells no order: it would put a message behind all that follow. */
const notAhead = (moment: number | undefined): number | null =>
  moment !== undefined && moment <= Date.now() + DAY_MS ? moment : null;
const DAY_MS = 24 * 3_600_000;

/** `conversation_push` nests its data once more; opening events carry the conversation itself. */
function conversationOf(type: string, about: WebhookData): number | null {
  const own = isOpening(type) || type === 'conversation_status_updated' ? idIn(about.id) : undefined;
  return about.conversationId ?? idIn(about.data?.['conversationId']) ?? own ?? null;
}

/** `phone_captured` names its author beside the conversation, other events in an object; either may be a rep. */
function contactOf({ contactId, endUserId, author, authorId, authorType, data }: WebhookData): number | null {
  const own = contactId ?? endUserId;
  if (own !== undefined) return own;
  if (author?.type === 'contact' && author.id !== undefined) return author.id;
  if (authorType === 'contact' && authorId !== undefined) return authorId;
  if (data === undefined) return null;
  const isContact = data['authorType'] === 'contact';
  return (
    idIn(data['contactId']) ?? idIn(data['endUserId']) ?? (isContact ? idIn(data['authorId']) : null) ?? null
  );
}

/** Only visitors click buttons: a click whose author is not told is theirs. */
const isClickOfVisitor = (type: string, { author }: WebhookData): boolean =>
  type === 'button_clicked' && !author?.type;

/**
 * The number of phone_captured: `phoneNumber` as Drift sends it (its connectors' samples; Drift documents no shape), or `phone` in the data,
 * in attributes, or one level down, as older descriptions have it.
 */
function phoneAbout(about: WebhookData): string | null {
  const { phoneNumber, phone, attributes, data } = about;
  const nested = [attributes, data, objectIn(data?.['attributes'])].flatMap((place) =>
    place === undefined ? [] : [place['phoneNumber'], place['phone']],
  );
  return [phoneNumber, phone, ...nested].map(phoneIn).find(isWritten) ?? null;
}

const isWritten = (phone: string | undefined): phone is string => phone !== undefined && phone.trim() !== '';

type PhoneChange = Pick<ContactUpdated, 'phone' | 'phoneRemoved' | 'phoneBefore'>;

/** What an update says of the contact's phone: the last change of it in `diff`, else the contact's attributes if they are there. */
function changedPhone({ diff = [], attributes }: WebhookData): PhoneChange {
  const changes = diff.flatMap((change) => {
    const said = objectIn(change);
    const name = said?.['name'];
    const isPhone = typeof name === 'string' && /^(?:attributes\.)?phone$/i.test(name);
    return isPhone && said !== undefined && 'updated' in said
      ? [{ updated: said['updated'], previous: said['previous'] }]
      : [];
  });
  const isInAttributes = attributes !== undefined && Object.hasOwn(attributes, 'phone');
  const ofContact = isInAttributes ? [{ updated: attributes['phone'], previous: undefined }] : [];
  const [last] = changes.length > 0 ? changes.slice(-1) : ofContact;
  if (last === undefined) return { phone: null };
  const before = phoneIn(last.previous);
  const told = isWritten(before) ? { phoneBefore: before } : {};
  const phone = phoneIn(last.updated);
  const isRemoval = last.updated === null || phone?.trim() === '';
  if (isWritten(phone)) return { phone, ...told };
  return isRemoval ? { phone: null, phoneRemoved: true, ...told } : { phone: null };
}
