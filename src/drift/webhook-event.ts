import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { z } from 'zod';
import type { Event, NamedEvent } from '../inbox/event.js';
import { withoutNul } from '../inbox/plain-text.js';
import { attachmentsIn } from './attachments.js';
import { isPerson } from './schemas.js';

/** A Drift webhook that is JSON but not an event. Its message says what is wrong, without quoting content. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

// Drift's IDs are 64-bit in JSON numbers; one client saw message IDs as strings.
const id = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
]);
const ms = z.number().min(1).max(4_102_444_800_000); // the year 2100: beyond it is no time of an event
const words = z.string().transform(withoutNul);
/** A number as written, or as a number. */
const phone = z.union([words.pipe(z.string().max(100)), z.int().positive().transform(String)]);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
const record = z.record(z.string(), z.unknown());

const envelope = z.looseObject({
  orgId: id,
  type: z.string().regex(/^[\w.:-]{1,100}$/),
  token: z.unknown().optional(),
  data: record.optional().catch(undefined),
  id: z.unknown().optional(),
  eventId: z.unknown().optional(),
});

// Tolerant on purpose: the same event has had several shapes over the years, and a missing part is no reason to lose it.
const data = z.looseObject({
  id: maybe(z.union([id, z.string().max(64)])),
  conversationId: maybe(id),
  contactId: maybe(id),
  endUserId: maybe(id),
  status: maybe(z.string().max(40).toLowerCase()),
  createdAt: maybe(ms),
  updatedAt: maybe(ms),
  timestamp: maybe(ms),
  type: maybe(z.string().max(100)),
  body: maybe(words),
  phone: maybe(phone),
  author: maybe(z.looseObject({ id: maybe(id), type: maybe(z.string()), bot: z.unknown().optional() })),
  attributes: maybe(record),
  attachments: z.unknown().optional(),
  context: maybe(z.looseObject({ timezone: maybe(z.string().regex(/^[\w/+:-]{1,64}$/)) })),
  diff: maybe(z.array(z.unknown())),
  data: maybe(record),
});
type Data = z.infer<typeof data>;

/** A vendor-given event ID may become a workflow ID: only what cannot be a sentence, an address or a +number. */
const givenId = z.union([z.string().regex(/^[\w.:-]{1,128}$/), z.int().nonnegative().transform(String)]);

/**
 * Names a Drift webhook's event and puts it in our words. Drift's envelope has no event ID (Drift docs, webhook events):
 * where one is given it is used, else the key is made from what the event is about, else from its whole content.
 * @throws MalformedEvent when there is no org or no event type.
 */
export function parseDriftEvent(payload: unknown): NamedEvent {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.');
    throw new MalformedEvent(
      `not a Drift event: ${at ? `"${at}" is missing or of the wrong type` : 'a JSON object is needed'}`,
    );
  }
  const { orgId, type } = parsed.data;
  const about = data.parse(parsed.data.data ?? {});
  const given = givenId.safeParse(parsed.data.id ?? parsed.data.eventId);
  const raw: Record<string, unknown> = { ...parsed.data };
  delete raw['token']; // the secret is not for keeping
  const eventKey = given.success
    ? `${orgId}:${given.data}`
    : `${orgId}:${type}:${derivedKey(type, about, raw)}`;
  return {
    source: 'drift',
    orgId,
    type,
    eventKey,
    eventId: given.success ? given.data : eventKey,
    occurredAt: about.createdAt ?? about.timestamp ?? null,
    event: toEvent(type, about),
    raw,
  };
}

const keyedById = new Set([
  'new_message',
  'new_command_message',
  'button_clicked',
  'new_conversation',
  'conversation_started',
]);

function derivedKey(type: string, about: Data, raw: object): string {
  if (keyedById.has(type)) {
    const key = about.id ?? (isOpening(type) ? about.conversationId : null);
    if (key !== null && key !== undefined && /^[\w-]+$/.test(String(key))) return String(key);
  }
  if (type === 'contact_updated' && about.endUserId && about.timestamp)
    return `${about.endUserId}:${about.timestamp}`;
  return createHash('sha256').update(stringify(raw)).digest('hex');
}

const isOpening = (type: string) => type === 'new_conversation' || type === 'conversation_started';

function toEvent(type: string, about: Data): Event {
  const conversationId = conversationOf(type, about);
  const contactId =
    about.contactId ?? about.endUserId ?? (about.author?.type === 'contact' ? about.author.id : null) ?? null;
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
        author: authorOf(type, about),
        authorId: about.author?.id ?? null,
        type: type === 'button_clicked' ? 'chat' : (about.type ?? 'unknown'),
        html: about.body ?? '',
        appId: appIdOf(about),
        createdAt: about.createdAt ?? null,
        timeZone: about.context?.timezone ?? null,
        ...attachmentsIn(about.attachments),
      };
    case 'conversation_status_updated':
      if (conversationId === null || !about.status) break;
      return { kind: 'status_changed', conversationId, status: about.status };
    case 'phone_captured':
      return {
        kind: 'phone_captured',
        conversationId,
        contactId,
        phone: phoneIn(about),
      };
    case 'contact_updated': {
      if (contactId === null) break;
      return { kind: 'contact_updated', contactId, phone: changedPhone(about) };
    }
  }
  return { kind: 'other', conversationId };
}

/** `conversation_push` nests its data once more; opening events carry the conversation itself. */
function conversationOf(type: string, about: Data): number | null {
  const nested = id.safeParse(about.data?.['conversationId']);
  const own = isOpening(type) || type === 'conversation_status_updated' ? id.safeParse(about.id) : null;
  return about.conversationId ?? (nested.success ? nested.data : null) ?? (own?.success ? own.data : null);
}

/** Whoever is not known to be a contact or a person counts as a bot: a bot's words reach nobody and answer nobody. */
function authorOf(type: string, about: Data): 'visitor' | 'rep' | 'bot' {
  if (about.author?.type === 'contact' || (type === 'button_clicked' && !about.author?.type))
    return 'visitor';
  return about.author?.type === 'user' && isPerson(about.author.bot) ? 'rep' : 'bot';
}

function appIdOf(about: Data): string | null {
  const appId = about.attributes?.['developer_app_id'];
  return typeof appId === 'string' || typeof appId === 'number' ? String(appId) : null;
}

/** The shape of phone_captured is not documented: the number may stand in the data, in attributes, or one level down. */
function phoneIn(about: Data): string | null {
  const places = [about.phone, about.attributes?.['phone'], about.data?.['phone']];
  for (const place of places) {
    const found = phone.safeParse(place);
    if (found.success && found.data !== '') return found.data;
  }
  return null;
}

const phoneChange = z.looseObject({ name: z.enum(['attributes.phone', 'phone']), updated: phone });

function changedPhone(about: Data): string | null {
  for (const change of about.diff ?? []) {
    const found = phoneChange.safeParse(change);
    if (found.success) return found.data.updated;
  }
  return null;
}
