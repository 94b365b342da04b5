import { Ids } from './ids.js';
import type {
  Attachment,
  Attributes,
  Contact,
  Conversation,
  Message,
  StoredFile,
  TimelineEvent,
} from './types.js';

export interface AttributeChange {
  name: string;
  previous: unknown;
  updated: unknown;
}

/** Drift's data, without rules or events. Everything belongs to an org; a look-up in another org finds nothing. */
export class DriftStore {
  readonly #now: () => number;
  readonly #contactIds: Ids;
  readonly #conversationIds: Ids;
  readonly #messageIds: Ids;
  #contacts = new Map<number, Contact>();
  #conversations = new Map<number, Conversation>();
  #deleted = new Set<number>();
  #messages = new Map<number, Message[]>();
  #files = new Map<number, StoredFile>();
  #timeline: TimelineEvent[] = [];

  /** @param idsFrom see DriftOptions. */
  constructor(now: () => number, idsFrom = now()) {
    this.#now = now;
    this.#contactIds = new Ids(17_035_536_800, idsFrom);
    this.#conversationIds = new Ids(4_113_510_502, idsFrom);
    this.#messageIds = new Ids(12_342_019_624, idsFrom);
  }

  addContact(orgId: number, attributes: Attributes): Contact {
    const contact = {
      id: this.#contactIds.next(),
      orgId,
      createdAt: this.#now(),
      attributes: { ...attributes },
    };
    this.#contacts.set(contact.id, contact);
    return contact;
  }

  contact(orgId: number, id: number): Contact | undefined {
    const contact = this.#contacts.get(id);
    return contact?.orgId === orgId ? contact : undefined;
  }

  contacts(orgId: number): Contact[] {
    return [...this.#contacts.values()].filter((contact) => contact.orgId === orgId);
  }

  deleteContact(contact: Contact): void {
    this.#contacts.delete(contact.id);
  }

  /** Merges attributes; a null removes a custom attribute. Returns what changed. */
  mergeAttributes(contact: Contact, attributes: Attributes): AttributeChange[] {
    const changes: AttributeChange[] = [];
    const merged = new Map(Object.entries(contact.attributes));
    for (const [name, updated] of Object.entries(attributes)) {
      const previous = merged.get(name) ?? null;
      if (JSON.stringify(previous) === JSON.stringify(updated)) continue;
      if (updated === null) merged.delete(name);
      else merged.set(name, updated);
      changes.push({ name: `attributes.${name}`, previous, updated });
    }
    contact.attributes = Object.fromEntries(merged);
    return changes;
  }

  addConversation(contact: Contact, given: Pick<Conversation, 'status' | 'createdAt'>): Conversation {
    const conversation: Conversation = {
      id: this.#conversationIds.next(),
      orgId: contact.orgId,
      contactId: contact.id,
      inboxId: 1,
      participants: [],
      updatedAt: given.createdAt,
      relatedPlaybookId: null,
      conversationTags: [],
      ...given,
    };
    this.#conversations.set(conversation.id, conversation);
    this.#messages.set(conversation.id, []);
    return conversation;
  }

  /** Not one that was deleted. */
  conversation(orgId: number, id: number): Conversation | undefined {
    const conversation = this.#conversations.get(id);
    return conversation?.orgId === orgId && !this.#deleted.has(id) ? conversation : undefined;
  }

  /** Newest change first, as Drift lists them. */
  conversations(orgId: number): Conversation[] {
    return [...this.#conversations.values()]
      .filter(({ id, orgId: owner }) => owner === orgId && !this.#deleted.has(id))
      .sort((one, other) => other.updatedAt - one.updatedAt || other.id - one.id);
  }

  /** Also one that was deleted. */
  findConversation(id: number): Conversation | undefined {
    return this.#conversations.get(id);
  }

  setDeleted({ id }: Conversation, isDeleted: boolean): void {
    if (isDeleted) this.#deleted.add(id);
    else this.#deleted.delete(id);
  }

  findContact(id: number): Contact | undefined {
    return this.#contacts.get(id);
  }

  addMessage(conversation: Conversation, message: Omit<Message, 'id' | 'orgId' | 'conversationId'>): Message {
    const added: Message = {
      id: this.#messageIds.next(),
      orgId: conversation.orgId,
      conversationId: conversation.id,
      ...message,
    };
    this.messages(conversation.id).push(added);
    conversation.updatedAt = Math.max(conversation.updatedAt, added.createdAt);
    return added;
  }

  /** Oldest first, in the order of arrival. */
  messages(conversationId: number): Message[] {
    return this.#messages.get(conversationId) ?? [];
  }

  /** Stores a file and returns the attachment that a message shows. */
  addFile(orgId: number, given: Pick<StoredFile, 'fileName' | 'mimeType' | 'bytes'>): Attachment {
    const { fileName, mimeType, bytes } = given;
    const shown = { id: this.#messageIds.next(), fileName, mimeType, size: bytes.length };
    this.#files.set(shown.id, { ...shown, orgId, bytes });
    return shown;
  }

  file(orgId: number, id: number): StoredFile | undefined {
    const file = this.#files.get(id);
    return file?.orgId === orgId ? file : undefined;
  }

  addTimelineEvent(event: TimelineEvent): void {
    this.#timeline.push(event);
  }

  timeline(orgId: number): TimelineEvent[] {
    return this.#timeline.filter((event) => event.orgId === orgId);
  }

  /** Forgets all data; ids go on. */
  clear(): void {
    this.#contacts.clear();
    this.#conversations.clear();
    this.#deleted.clear();
    this.#messages.clear();
    this.#files.clear();
    this.#timeline = [];
  }
}
