import { ControlError } from '../shared/control.js';
import type { Controllable } from '../shared/control.js';
import { Faults } from '../shared/faults.js';
import type { FaultRule, FaultStatus } from '../shared/faults.js';
import { Ledger } from '../shared/ledger.js';
import type { WebhookEntry } from '../shared/ledger.js';
import { peakInWindow } from '../shared/rolling-window.js';
import { Switches } from '../shared/switches.js';
import { Tasks } from '../shared/tasks.js';
import * as events from './events.js';
import { DriftApps } from './apps.js';
import { Grants } from './grants.js';
import { DriftOrgs } from './orgs.js';
import { Presentations } from './presentations.js';
import { openChat, speak } from './speech.js';
import type { ChatInput, SpeechContext, SpeechInput } from './speech.js';
import { DriftStore } from './store.js';
import type { DriftSwitches, DriftSwitchesInput } from './switches.js';
import { driftSwitchesSchema } from './switches.js';
import type { TokenState } from './tokens.js';
import { Tokens } from './tokens.js';
import { conversationStatuses } from './types.js';
import type {
  Attributes,
  ConsentRequest,
  Contact,
  Conversation,
  ConversationStatus,
  DriftApp,
  DriftOrg,
  Message,
} from './types.js';
import { DriftWebhooks, senders } from './webhooks.js';

export interface DriftOptions extends DriftSwitchesInput {
  /** The first is the default of every call below. */
  orgs?: DriftOrg[];
  /** The apps that companies connect by OAuth. */
  apps?: readonly DriftApp[];
  /** Milliseconds since the epoch; for tests of expiry and of message times. */
  now?: () => number;
  /**
   * IDs are those of a sandbox started at this moment, in milliseconds since the epoch; default now. Installations that share a
   * Temporal namespace need Drifts without common IDs, since they name workflows.
   */
  idsFrom?: number;
}

/** A Drift account in memory, with the actions of visitors and reps. The HTTP API is in server.ts. */
export class DriftSimulator implements Controllable, SpeechContext {
  readonly ledger = new Ledger();
  readonly faults = new Faults(() => this.ledger.changed());
  readonly tasks = new Tasks();
  readonly orgs: DriftOrgs;
  readonly apps: DriftApps;
  readonly store: DriftStore;
  readonly webhooks: DriftWebhooks;
  readonly now: () => number;
  tokens: Tokens;
  grants: Grants;
  presentations = new Presentations();
  readonly #switches: Switches<typeof driftSwitchesSchema>;

  constructor(options: DriftOptions, webhookBase: () => string | null) {
    const { orgs, apps, now = Date.now, idsFrom, ...switches } = options;
    this.now = now;
    this.orgs = new DriftOrgs(orgs);
    this.apps = new DriftApps(apps);
    const ownIds = this.orgs.all.filter((org) => org.ownIds === true).map(({ orgId }) => orgId);
    this.store = new DriftStore(now, idsFrom, ownIds);
    this.tokens = new Tokens(this.orgs.all, now);
    this.grants = new Grants(this.orgs.all, this.tokens, now, () => this.switches);
    this.#switches = new Switches(driftSwitchesSchema, switches, () => this.ledger.changed());
    const url = () => {
      const base = webhookBase();
      return base === null ? null : `${base.replace(/\/$/, '')}/webhooks/drift`;
    };
    this.webhooks = new DriftWebhooks(this.ledger, this.tasks, () => this.switches, url);
  }

  get switches(): DriftSwitches {
    return this.#switches.current;
  }

  /** Changes some switches; throws ZodError for a name or value that does not exist. */
  setSwitches(part: Partial<DriftSwitchesInput>): DriftSwitches {
    return this.#switches.set(part);
  }

  addContact(attributes: Attributes, orgId = this.orgs.first.orgId): Contact {
    const contact = this.store.addContact(this.orgs.get(orgId).orgId, attributes);
    this.ledger.effect('contact', { orgId, contactId: contact.id, by: 'person' });
    return contact;
  }

  /** A visitor opens a chat, or a bot does; see ChatInput. Emits the start event for visitors' chats and the messages. */
  startConversation(input: ChatInput = {}): {
    conversation: Conversation;
    contact: Contact;
    message: Message | null;
  } {
    return openChat(this, input);
  }

  /** Visitor, rep or bot says something; a visitor's chat message reopens a closed conversation. */
  say(conversationId: number, input: SpeechInput): Message {
    return speak(this, this.conversation(conversationId, input.orgId), input);
  }

  /** A rep or Drift itself changes the status; emits the events that the switch `statusEvents` lists. */
  setStatus(conversationId: number, status: ConversationStatus, orgId?: number): Conversation {
    if (!conversationStatuses.includes(status))
      throw new ControlError(`status: one of ${conversationStatuses.join(', ')}`);
    const conversation = this.conversation(conversationId, orgId);
    const previous = conversation.status;
    conversation.status = status;
    conversation.updatedAt = this.now();
    this.ledger.effect('status', { conversationId, status, previous, by: 'person' });
    for (const event of events.statusEvents(conversation, previous, this.switches)) this.emit(event);
    return conversation;
  }

  /** A person deletes the conversation: the API answers 404 for it from then on. No event is documented, and none is emitted. */
  deleteConversation(conversationId: number): void {
    this.store.setDeleted(this.conversation(conversationId), true);
    this.ledger.effect('conversation-deleted', { conversationId, by: 'person' });
  }

  /** Takes a deletion back: the conversation is there again with all its messages. */
  restoreConversation(conversationId: number): Conversation {
    const conversation = this.conversation(conversationId);
    this.store.setDeleted(conversation, false);
    this.ledger.effect('conversation-restored', { conversationId, by: 'person' });
    return conversation;
  }

  /** A person edits the contact; emits contact_updated with the changes, or nothing if there are none. */
  updateContact(contactId: number, attributes: Attributes, orgId?: number): Contact {
    return this.changeContact(this.contact(contactId, orgId), attributes, 'person');
  }

  /** The visitor gives a phone number in the chat: sets it on the contact and emits phone_captured. */
  capturePhone(conversationId: number, phone: string, orgId?: number): Contact {
    const conversation = this.conversation(conversationId, orgId);
    const contact = this.contact(conversation.contactId, conversation.orgId);
    this.changeContact(contact, { phone }, 'visitor');
    this.emit(events.phoneCapturedEvent(conversation, contact, phone, this.switches.phoneCapturedShape));
    return contact;
  }

  /** Sends any event body unchanged, with valid token headers and the given ones. */
  sendRaw(event: unknown, headers: Record<string, string> = {}, orgId?: number): WebhookEntry {
    const type = typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'raw';
    const org = this.orgs.get(orgId);
    const [sender] = [...senders(org, this.grants.appsOf(org.orgId)), ...this.apps.all];
    if (sender === undefined) throw new ControlError('no app sends webhooks');
    return this.webhooks.sendBody(sender, type, event, headers);
  }

  /** Merges attributes and emits contact_updated; for API changes only if the switch `contactUpdatedOnApi` is on. */
  changeContact(contact: Contact, attributes: Attributes, by: 'person' | 'visitor' | 'api'): Contact {
    const diff = this.store.mergeAttributes(contact, attributes);
    const { orgId } = contact;
    this.ledger.effect('contact-updated', { orgId, contactId: contact.id, attributes, by });
    if (diff.length > 0 && (by !== 'api' || this.switches.contactUpdatedOnApi)) {
      this.emit(events.contactUpdatedEvent(contact, diff, this.now()));
    }
    return contact;
  }

  /** To each app that the org has: its private one, and those that it connected. `onOutcome` hears of the first. */
  emit(event: events.DriftEvent, onOutcome?: () => void): WebhookEntry | null {
    const org = this.orgs.get(event.orgId);
    const [first, ...others] = senders(org, this.grants.appsOf(event.orgId));
    if (first === undefined) return null;
    const entry = this.webhooks.emit(first, event, onOutcome);
    for (const other of others) this.webhooks.emit(other, event);
    return entry;
  }

  /** @throws ControlError if no org has it, or if several have and `orgId` does not say which. */
  conversation(id: number, orgId?: number): Conversation {
    return theOne('conversation', this.store.conversationsWith(id), orgId);
  }

  contact(id: number, orgId?: number): Contact {
    return theOne('contact', this.store.contactsWith(id), orgId);
  }

  /** Oldest first; none for a conversation that does not exist. */
  messages(conversationId: number, orgId?: number): Message[] {
    const found = this.store.conversationsWith(conversationId);
    return found.length === 0 ? [] : [...this.store.messages(theOne('conversation', found, orgId))];
  }

  /** An admin decides on the consent page; where the browser goes from there. */
  decide(asked: ConsentRequest, decision: 'approve' | 'deny', orgId = this.switches.consentOrg): string {
    const app = this.apps.byClient(asked.clientId);
    if (!app) throw new ControlError('no app with that client id', 404);
    const org = this.orgs.get(orgId ?? undefined);
    this.ledger.effect('consent', { orgId: org.orgId, app: app.name, decision });
    const { deniedCallback, callbackTypo } = this.switches;
    const denial = deniedCallback === 'error' ? ['error=access_denied'] : [];
    const parts = decision === 'approve' ? [`code=${this.grants.issueCode(org, app)}`] : denial;
    if (asked.state !== undefined) parts.push(`state=${encodeURIComponent(asked.state)}`);
    const begin = asked.redirectUri.includes('?') ? '&' : '?';
    return asked.redirectUri + begin + parts.join(callbackTypo ? '?' : '&');
  }

  /** The app is taken out, by the company in Drift's settings or by us: its tokens are dead from now on. */
  uninstall(orgId: number, clientId: string): void {
    const org = this.orgs.get(orgId);
    const app = this.apps.byClient(clientId);
    if (!app || !this.grants.uninstall(org, app))
      throw new ControlError('that org does not have that app', 404);
    this.ledger.effect('uninstalled', { orgId, app: app.name });
    if (this.switches.disconnectedEvent)
      this.webhooks.emit(app, { orgId, type: 'app_disconnected', data: { orgId } });
  }

  setToken(state: TokenState, orgId?: number): void {
    this.grants.setState(this.orgs.get(orgId), state);
    this.ledger.effect('token', { state, orgId: this.orgs.get(orgId).orgId });
  }

  addFault(rule: FaultRule): FaultStatus {
    return this.faults.add(rule);
  }

  /** The most calls of an org's tokens that reached the API in any window of that length, refused ones included. */
  peakCalls(windowMs = this.switches.rateWindowMs, orgId = this.orgs.first.orgId): number {
    const mine = this.ledger.requests().filter((request) => request.account === `org:${orgId}`);
    return peakInWindow(
      mine.map((request) => request.at),
      windowMs,
    );
  }

  redeliver(which: number | 'all'): number {
    return this.webhooks.sender.redeliver(which);
  }

  flush(): Promise<void> {
    return this.webhooks.sender.flush();
  }

  /** Resolves when no webhook is under way or to be retried. */
  whenIdle(): Promise<void> {
    return this.tasks.whenIdle();
  }

  onChange(listener: () => void): () => void {
    return this.ledger.onChange(listener);
  }

  summary(): Record<string, unknown> {
    return { vendor: 'drift', seq: this.ledger.lastSeq, violations: this.ledger.violations().length };
  }

  /** Everything at a glance, per org; newest conversation first. No tokens. */
  state(): { orgs: Record<string, unknown>[]; violations: number; lastSeq: number } {
    const orgs = this.orgs.all.map(({ orgId, appId, name }) => ({
      orgId,
      name: name ?? `Org ${orgId}`,
      appId: appId ?? null,
      connected: this.grants.appsOf(orgId).map((app) => ({ clientId: app.clientId, name: app.name })),
      users: this.orgs.users(orgId),
      contacts: this.store.contacts(orgId),
      timeline: this.store.timeline(orgId),
      conversations: this.store
        .conversations(orgId)
        .map((conversation) => ({ ...conversation, messages: this.store.messages(conversation) })),
    }));
    return { orgs, violations: this.ledger.violations().length, lastSeq: this.ledger.lastSeq };
  }

  /** Back to the start: data, ledger, faults, switches, tokens, deliveries under way. Ids and sequence numbers go on. */
  async reset(): Promise<void> {
    await this.tasks.abandon();
    this.webhooks.sender.forget();
    this.store.clear();
    this.faults.clear();
    this.#switches.reset();
    this.tokens = new Tokens(this.orgs.all, this.now);
    this.grants = new Grants(this.orgs.all, this.tokens, this.now, () => this.switches);
    this.presentations = new Presentations();
    this.ledger.clear();
  }
}

/** The only one, or that of the org. */
function theOne<T extends { orgId: number }>(what: string, found: readonly T[], orgId?: number): T {
  const [first, ...others] = orgId === undefined ? found : found.filter((one) => one.orgId === orgId);
  if (!first) throw new ControlError(`no ${what} with that id`, 404);
  if (others.length > 0)
    throw new ControlError(`several companies have a ${what} with that id: name the orgId`, 409);
  return first;
}
