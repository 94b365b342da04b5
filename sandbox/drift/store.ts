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

interface IdsOfOrg {
  readonly contact: Ids;
  readonly conversation: Ids;
  readonly message: Ids;
}

interface OfOrg {
  readonly orgId: number;
  readonly id: number;
}

/** An ID counts within its org: another company may have the same. */
const keyOf = ({ orgId, id }: OfOrg): string => `${orgId}:${id}`;

/** Drift's data, without rules or events. Everything belongs to an org; a look-up in another org finds nothing. */
export class DriftStore {
  readonly #now: () => number;
  readonly #newIds: () => IdsOfOrg;
  readonly #shared: IdsOfOrg;
  /** Of companies that count by themselves. */
  readonly #own: ReadonlyMap<number, IdsOfOrg>;
  /** The orgs that have data. */
  #orgIds = new Set<number>();
  #contacts = new Map<string, Contact>();
  #conversations = new Map<string, Conversation>();
  #deleted = new Set<string>();
  #messages = new Map<string, Message[]>();
  #files = new Map<string, StoredFile>();
  #timeline: TimelineEvent[] = [];

  /**
   * @param idsFrom see DriftOptions.
   * @param ownIds companies that count by themselves.
   */
  constructor(now: () => number, idsFrom = now(), ownIds: readonly number[] = []) {
    this.#now = now;
    this.#newIds = () => ({
      contact: new Ids(17_035_536_800, idsFrom),
      conversation: new Ids(4_113_510_502, idsFrom),
      message: new Ids(12_342_019_624, idsFrom),
    });
    this.#shared = this.#newIds();
    this.#own = new Map(ownIds.map((orgId) => [orgId, this.#newIds()]));
  }

  #ids(orgId: number): IdsOfOrg {
    return this.#own.get(orgId) ?? this.#shared;
  }

  addContact(orgId: number, attributes: Attributes): Contact {
    const contact = {
      id: this.#ids(orgId).contact.next(),
      orgId,
      createdAt: this.#now(),
      attributes: { ...attributes },
    };
    this.#orgIds.add(orgId);
    this.#contacts.set(keyOf(contact), contact);
    return contact;
  }

  contact(orgId: number, id: number): Contact | undefined {
    return this.#contacts.get(keyOf({ orgId, id }));
  }

  contacts(orgId: number): Contact[] {
    return [...this.#contacts.values()].filter((contact) => contact.orgId === orgId);
  }

  deleteContact(contact: Contact): void {
    this.#contacts.delete(keyOf(contact));
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
      id: this.#ids(contact.orgId).conversation.next(),
      orgId: contact.orgId,
      contactId: contact.id,
      inboxId: 1,
      participants: [],
      updatedAt: given.createdAt,
      relatedPlaybookId: null,
      conversationTags: [],
      ...given,
    };
    this.#conversations.set(keyOf(conversation), conversation);
    this.#messages.set(keyOf(conversation), []);
    return conversation;
  }

  /** Not one that was deleted. */
  conversation(orgId: number, id: number): Conversation | undefined {
    const key = keyOf({ orgId, id });
    return this.#deleted.has(key) ? undefined : this.#conversations.get(key);
  }

  /** Newest change first, as Drift lists them. */
  conversations(orgId: number): Conversation[] {
    return [...this.#conversations.values()]
      .filter((one) => one.orgId === orgId && !this.#deleted.has(keyOf(one)))
      .sort((one, other) => other.updatedAt - one.updatedAt || other.id - one.id);
  }

  /** In whichever orgs have this ID; also those that were deleted. */
  conversationsWith(id: number): Conversation[] {
    return [...this.#orgIds].flatMap((orgId) => this.#conversations.get(keyOf({ orgId, id })) ?? []);
  }

  setDeleted(conversation: Conversation, isDeleted: boolean): void {
    if (isDeleted) this.#deleted.add(keyOf(conversation));
    else this.#deleted.delete(keyOf(conversation));
  }

  /** In whichever orgs have this ID. */
  contactsWith(id: number): Contact[] {
    return [...this.#orgIds].flatMap((orgId) => this.contact(orgId, id) ?? []);
  }

  addMessage(conversation: Conversation, message: Omit<Message, 'id' | 'orgId' | 'conversationId'>): Message {
    const added: Message = {
      id: this.#ids(conversation.orgId).message.next(),
      orgId: conversation.orgId,
      conversationId: conversation.id,
      ...message,
    };
    this.messages(conversation).push(added);
    conversation.updatedAt = Math.max(conversation.updatedAt, added.createdAt);
    return added;
  }

  /** Oldest first, in the order of arrival. */
  messages(conversation: OfOrg): Message[] {
    return this.#messages.get(keyOf(conversation)) ?? [];
  }

  /** Stores a file and returns the attachment that a message shows. */
  addFile(orgId: number, given: Pick<StoredFile, 'fileName' | 'mimeType' | 'bytes'>): Attachment {
    const { fileName, mimeType, bytes } = given;
    const shown = { id: this.#ids(orgId).message.next(), fileName, mimeType, size: bytes.length };
    this.#files.set(keyOf({ orgId, id: shown.id }), { ...shown, orgId, bytes });
    return shown;
  }

  file(orgId: number, id: number): StoredFile | undefined {
    return this.#files.get(keyOf({ orgId, id }));
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
