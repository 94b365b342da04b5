import fc from '../../support/fast-check.js';

export const ORG = 7007;

/** An object of JSON. */
export type Json = Record<string, unknown>;

/** Conversations that hostile events speak of: few, so that they do not start a workflow each. */
export const HOSTILE_CONVERSATIONS = 20;
const conversationId = fc.integer({ min: 1, max: HOSTILE_CONVERSATIONS }).map((n) => 4_000_000 + n);
const createdAt = fc.constant(1_760_000_000_000);

/** What each event type carries, every known field of it present and well-formed. `unique` tells events apart. */
const shapes: Readonly<Record<string, (unique: number, conversation: number, at: number) => Json>> = {
  new_conversation: (_unique, id, at) => ({
    id,
    status: 'open',
    contactId: 91,
    createdAt: at,
    updatedAt: at,
  }),
  conversation_started: (unique, conversation, at) => ({
    id: unique,
    conversationId: conversation,
    status: 'open',
    contactId: 91,
    createdAt: at,
  }),
  new_message: (id, conversation, at) => ({
    id,
    conversationId: conversation,
    type: 'chat',
    body: '<p>Hello</p>',
    createdAt: at,
    author: { id: 91, type: 'contact', bot: false },
    attributes: { developer_app_id: 'some-app', phone: '(202) 555-0147' },
    attachments: [{ id: 'doc-1', fileName: 'a.png', mimeType: 'image/png' }],
    context: { timezone: 'America/New_York' },
  }),
  new_command_message: (id, conversation, at) => ({
    id,
    conversationId: conversation,
    body: '/x',
    createdAt: at,
  }),
  button_clicked: (id, conversation, at) => ({
    id,
    conversationId: conversation,
    body: 'Yes',
    createdAt: at,
  }),
  conversation_status_updated: (_unique, conversation, at) => ({
    conversationId: conversation,
    status: 'pending',
    timestamp: at,
  }),
  phone_captured: (_unique, conversation, at) => ({
    conversationId: conversation,
    contactId: 91,
    phone: 'none yet',
    attributes: { phone: 'none yet' },
    data: { phone: 'none yet' },
    timestamp: at,
  }),
  contact_updated: (unique, _conversation, at) => ({
    endUserId: unique,
    timestamp: at,
    diff: [{ name: 'attributes.phone', previous: null, updated: '+12025550147' }],
  }),
  conversation_push: (_unique, conversation) => ({ data: { conversationId: conversation } }),
  something_new: () => ({ anything: true }),
};

/** A well-formed event. `unique` makes its key its own. */
export const driftEvent = (unique: number): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.constantFrom(...Object.keys(shapes)), conversationId, createdAt)
    .map(([type, conversation, at]) => ({
      orgId: ORG,
      type,
      createdAt: at,
      nonce: unique,
      data: shapes[type]?.(unique, conversation, at + unique) ?? {},
    }));

/** Every path to a member, outermost first. */
export function pathsOf(value: unknown, prefix: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    [...prefix, key],
    ...pathsOf(part, [...prefix, key]),
  ]);
}

/** A copy with the member at the path replaced, or taken away where `value` is undefined. */
export function withMember(event: Json, path: readonly string[], value: unknown): Json {
  const copy = structuredClone(event);
  let holder: Json = copy;
  for (const key of path.slice(0, -1)) holder = holder[key] as Json;
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return copy;
}
