/** Attributes that the inbox shows in its own places, and those that are nobody's business there. */
const SHOWN_ELSEWHERE = new Set(['name', 'email', 'phone', 'events', 'socialProfiles', 'tags']);

/** The simulated Drift's state as the panes need it; newest chat first. Ids are strings from here on. */
export function conversationsOf(driftState) {
  return driftState.orgs
    .flatMap((org) => org.conversations.map((conversation) => conversationOf(conversation, org)))
    .sort((one, other) => other.createdAt - one.createdAt || Number(other.id) - Number(one.id));
}

function conversationOf(conversation, org) {
  const contact = contactOf(
    org.contacts.find((one) => one.id === conversation.contactId),
    conversation.contactId,
  );
  return {
    id: String(conversation.id),
    status: conversation.status,
    createdAt: conversation.createdAt,
    tags: conversation.conversationTags.map((tag) => tag.name),
    contact,
    timeZone: timeZoneOf(conversation.messages),
    messages: conversation.messages
      .filter((message) => message.type !== 'edit')
      .map((message) => messageOf(message, org, contact)),
  };
}

/** The zone that the visitor's browser told with their last message, or null. */
function timeZoneOf(messages) {
  return messages.findLast((message) => message.context?.timezone)?.context.timezone ?? null;
}

function contactOf(found, id) {
  const attributes = found?.attributes ?? {};
  return {
    id,
    name: String(attributes.name ?? 'Visitor'),
    email: String(attributes.email ?? 'no email'),
    phone: String(attributes.phone ?? ''),
    extras: Object.entries(attributes)
      .filter(([key, value]) => !SHOWN_ELSEWHERE.has(key) && !key.startsWith('_') && isPlain(value))
      .map(([key, value]) => [key, String(value)]),
  };
}

const isPlain = (value) => ['string', 'number', 'boolean'].includes(typeof value);

function messageOf(message, org, contact) {
  const visitor = message.author.type === 'contact';
  const author = visitor ? 'visitor' : message.author.bot ? 'bot' : 'rep';
  const user = org.users.find((one) => one.id === message.author.id);
  return {
    key: String(message.id),
    type: message.type,
    body: message.body ?? '',
    at: message.createdAt,
    author,
    by: visitor ? contact.name : (user?.name ?? (author === 'bot' ? 'Bot' : 'Rep')),
  };
}
