import {
  Ledger,
  type EffectEntry,
  type RequestEntry,
  type WebhookEntry,
} from '../../sandbox/shared/ledger.js';
import type { Caps } from './case-file.js';
import type { Inquiry } from './check.js';
import { markerWord } from './markers.js';
import type { PlayedConversation, Said, SaidByText, SaidInChat } from './played.js';

const TICK_MS = 100;
const MESSAGES = '/2010-04-01/Accounts/AC/Messages.json';

/** Both vendors' ledgers, written by hand: every call is one thing that happened, a tenth of a second after the last. */
export class Handmade {
  readonly #drift = new Ledger();
  readonly #twilio = new Ledger();
  readonly #said: Said[] = [];
  readonly #conversations: (PlayedConversation & { phones: string[] })[] = [];
  /** What an operator is shown of texts that could not be posted. */
  readonly heldWords: string[] = [];
  /** What Textback may send at the most. */
  caps: Caps = { perNumber: 4, perHour: 5 };
  readonly #outcomes = new Map<number, { reason: string | null } | null>();
  #now = 1_000_000;
  #ids = 1_000;

  wait(ms: number): void {
    this.#now += ms;
  }

  /** A visitor's chat; Textback gives `reason` for it, or does not know it. */
  conversation(
    phone: string,
    {
      prospects = 'follow-up',
      reason = null,
      isKnown = true,
      sameContactAs,
    }: {
      prospects?: PlayedConversation['prospects'];
      reason?: string | null;
      isKnown?: boolean;
      /** The conversation whose contact opens this one; a new contact without it. */
      sameContactAs?: number;
    } = {},
  ): number {
    const conversationId = ++this.#ids;
    const script = this.#conversations.length;
    this.#conversations.push({
      conversationId,
      contactId: sameContactAs ?? conversationId,
      script,
      name: `Nk${sameContactAs ?? conversationId}`,
      phones: [phone],
      prospects,
    });
    this.#outcomes.set(conversationId, isKnown ? { reason } : null);
    return conversationId;
  }

  /** Somebody says something in the chat; returns the marker in it. */
  say(
    conversationId: number,
    by: SaidInChat['by'],
    {
      type = 'chat',
      isAcknowledged = true,
      tookMs = 5,
      givesPhone = false,
    }: { type?: string; isAcknowledged?: boolean; tookMs?: number; givesPhone?: boolean } = {},
  ): string {
    const messageId = ++this.#ids;
    const marker = markerWord(messageId);
    const at = this.#tick();
    const said = { conversationId, messageId, by, type, markers: [marker], givesPhone };
    this.#said.push({ channel: 'chat', at, ...said });
    const body = { type: 'new_message', data: { id: messageId, conversationId } };
    this.#webhook(this.#drift, 'new_message', body, isAcknowledged, tookMs);
    return marker;
  }

  status(conversationId: number, status: 'open' | 'closed'): void {
    this.#said.push({ channel: 'status', at: this.#tick(), conversationId, status });
  }

  /** The visitor gives another number, on the contact or, with a message of theirs, in the chat. */
  correct(
    conversationId: number,
    phone: string,
    { isAcknowledged = true, isDated = true, tookMs = 5 } = {},
  ): void {
    this.#conversations.find((one) => one.conversationId === conversationId)?.phones.push(phone);
    const at = this.#tick();
    const before = this.#drift.lastSeq;
    const body = { data: { endUserId: conversationId } };
    this.#webhook(this.#drift, 'contact_updated', body, isAcknowledged, tookMs);
    const toldBy = { webhooks: [before + 1] };
    this.#said.push({ channel: 'number', at, conversationIds: [conversationId], phone, toldBy, isDated });
  }

  /** Somebody deletes the chat in Drift. */
  delete(conversationId: number): void {
    this.#said.push({ channel: 'deleted', at: this.#tick(), conversationId });
  }

  /** The visitor gives a phone number, and Drift tells of it in vain. */
  givePhoneUnheard(conversationId: number): void {
    this.#tick();
    this.#webhook(
      this.#drift,
      'phone_captured',
      { data: { conversationId, contactId: conversationId } },
      false,
    );
  }

  /** The follow-up of a conversation reaches its phone, or another. */
  followUp(conversationId: number, from: string, to?: string): void {
    const one = this.#conversations.find((other) => other.conversationId === conversationId);
    this.text(from, to ?? one?.phones[0] ?? '', `Hi ${one?.name ?? ''}, Acme`);
  }

  /** A text of ours is accepted; `tookMs` after its request arrived. */
  text(from: string, to: string, body: string, tookMs = 0): void {
    this.#request(to, body, 201);
    this.wait(tookMs);
    const data = { from, to, body };
    this.#twilio.append<EffectEntry>({ kind: 'effect', effect: 'text', data, at: this.#now });
  }

  /** A text of ours is refused as Twilio does for somebody who has opted out. */
  refusedText(to: string, body: string): void {
    this.#request(to, body, 400);
  }

  /** The visitor texts; returns the marker, also where the text has no words and so none. */
  receive(
    phone: string,
    to: string,
    meaning: SaidByText['meaning'] = 'words',
    { isAcknowledged = true }: { isAcknowledged?: boolean } = {},
  ): string {
    const id = ++this.#ids;
    const marker = markerWord(id);
    const markers = meaning === 'words' ? [marker] : [];
    const at = this.#tick();
    this.#said.push({ channel: 'text', at, phone, to, sid: `SM${id}`, meaning, markers });
    this.#webhook(this.#twilio, 'inbound', { MessageSid: `SM${id}` }, isAcknowledged);
    return marker;
  }

  /** We post to a conversation. */
  post(conversationId: number, body: string, type = 'chat'): void {
    const data = { conversationId, type, body, by: 'api' };
    this.#drift.append<EffectEntry>({ kind: 'effect', effect: 'message', data, at: this.#tick() });
  }

  /** We post what a phone texted. */
  postText(conversationId: number, marker: string): void {
    this.post(conversationId, `<b>Ana by text:</b> ${marker}`, 'private_note');
  }

  /** Textback asks Drift for the conversation's messages. */
  look(conversationId: number, status = 200): void {
    this.#drift.append<RequestEntry>({
      kind: 'request',
      method: 'GET',
      path: `/conversations/${conversationId}/messages`,
      query: {},
      body: null,
      account: 'org:7',
      status,
      reply: 'sent',
      faults: [],
      at: this.#tick(),
    });
  }

  get inquiry(): Inquiry {
    return {
      played: { conversations: this.#conversations, said: this.#said },
      drift: this.#drift.entries(),
      twilio: this.#twilio.entries(),
      followUpName: (body) => /^Hi (\S+), Acme$/.exec(body)?.[1] ?? null,
      outcomes: this.#outcomes,
      caps: this.caps,
      heldWords: this.heldWords,
      followUpDelayMs: 5_000,
    };
  }

  #tick(): number {
    this.#now += TICK_MS;
    return this.#now;
  }

  #request(to: string, body: string, status: number): void {
    const form = { To: to, Body: body };
    const sent = { method: 'POST', path: MESSAGES, query: {}, account: 'key', faults: [] };
    const at = this.#tick();
    this.#twilio.append<RequestEntry>({ kind: 'request', ...sent, at, body: form, status, reply: 'sent' });
  }

  #webhook(ledger: Ledger, type: string, body: unknown, isAcknowledged: boolean, ms = 5): void {
    const attempt = { delivery: 1, attempt: 1, at: this.#now, ms, error: null };
    const attempts = [{ ...attempt, status: isAcknowledged ? 200 : 503 }];
    const state = isAcknowledged ? 'delivered' : 'gave-up';
    const sent = { url: 'http://textback.test', at: this.#now };
    ledger.append<WebhookEntry>({ kind: 'webhook', type, body, state, attempts, ...sent });
  }
}
