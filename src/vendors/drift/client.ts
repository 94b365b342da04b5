import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { VendorError } from '../../platform/errors/vendor-error.js';
import type {
  ChatClient,
  ChatFile,
  Contact,
  Conversation,
  GoOn,
  ListedConversation,
  Message,
  Posted,
} from '../chat.js';
import { contactSchema, conversationSchema, messageSchema, pageSchema, readableMessages } from './schemas.js';
import { DEFAULT_PAUSE_MS, DriftCalls, TOKEN_INFO, type DriftCallOptions } from './calls.js';
import { servedFile } from './file.js';
import { impliedEvents } from './implied-events.js';
import { listQuery, listSchema, nextCursor, readableConversations } from './conversation-list.js';
import { MARKER_ATTRIBUTE, NUMBER_ATTRIBUTE, timelineWords } from './marker-words.js';
import { walkPages, type Page } from './message-pages.js';
import { postedMessage } from './posted-message.js';
import { lacksCall, type Call } from './send.js';
import { toContact, toConversation, toListed, toMessage, toPosted } from './shown.js';

/** How often a later page of a walk is asked for, so that one bad moment does not begin a long walk anew. */
const PAGE_ATTEMPTS = 3;
/** The longest wait before a page is asked for again; well within the heartbeat's time-out. */
const MAX_PAGE_PAUSE_MS = 5_000;

/**
 * Drift's REST API in our words. Every call waits for the rate limit that all processes share, has a time-out, and fails
 * with a VendorError only. Not promised: that a POST which failed as `ambiguous` was not done; Drift has no idempotency key.
 */
export class DriftClient implements ChatClient {
  readonly events = impliedEvents;
  readonly #calls: DriftCalls;
  readonly #options: DriftCallOptions;

  constructor(options: DriftCallOptions) {
    this.#options = options;
    this.#calls = new DriftCalls(options);
  }

  /** Drift was failing, or refused our token, when this process last called it. */
  get isAway(): boolean {
    return this.#options.breaker.isOpen || this.#options.gate.isClosed;
  }

  get oldestWaitMs(): number {
    return this.#options.limiter.oldestWaitMs;
  }

  /** GET /conversations/{id} */
  async conversation(id: number): Promise<Conversation> {
    return toConversation(
      await this.#calls.call({ method: 'GET', path: `/conversations/${id}` }, conversationSchema),
    );
  }

  /** GET /contacts/{id} */
  async contact(id: number): Promise<Contact> {
    return toContact(await this.#calls.call({ method: 'GET', path: `/contacts/${id}` }, contactSchema));
  }

  /** GET /conversations/{id}/messages, page after page, oldest first: the cursor only goes forward (Drift docs). */
  async *messages(conversationId: number, goOn: GoOn): AsyncGenerator<Message> {
    goOn();
    const first = await this.#page(conversationId, {});
    yield* walkPages(first, (next) => this.#laterPage(conversationId, next, goOn));
  }

  async *messagesIfSpare(conversationId: number): AsyncGenerator<Message> {
    const ifSpare = { isOptional: true } as const;
    const first = await this.#page(conversationId, ifSpare);
    yield* walkPages(first, (next) => this.#page(conversationId, { ...ifSpare, query: { next } }));
  }

  /** GET /conversations/list, in whichever of its two ways of paging this account's answers are (Drift docs, both pages). */
  async lastChanged(
    cursor: string | null,
  ): Promise<{ readonly conversations: ListedConversation[]; readonly next: string | null }> {
    const call = {
      method: 'GET',
      path: '/conversations/list',
      query: listQuery(cursor),
      isOptional: true,
    } as const;
    const page = await this.#calls.call(call, listSchema, (body) => body);
    return { conversations: readableConversations(page.data).map(toListed), next: nextCursor(page) };
  }

  /**
   * The messages of a conversation that has no more than a page of them; null for a longer one, since the oldest come first.
   * @throws VendorError `rate_limited` where no call is to spare.
   */
  async messagesOfShort(conversationId: number): Promise<Message[] | null> {
    const { data, pagination } = await this.#page(conversationId, { isOptional: true });
    return pagination?.more === true ? null : readableMessages(data.messages).map(toMessage);
  }

  /** POST /conversations/{id}/messages as the app's bot: the API cannot post as the contact. */
  async post(
    conversationId: number,
    { kind, html: body }: { readonly kind: 'chat' | 'note'; readonly html: string },
  ): Promise<Posted> {
    const message = await this.#calls.call(
      {
        method: 'POST',
        path: `/conversations/${conversationId}/messages`,
        body: { type: kind === 'chat' ? 'chat' : 'private_note', body },
        urgency: kind === 'chat' ? 'relay' : 'marker',
      },
      messageSchema,
      (answer) => postedMessage(answer, body),
    );
    return toPosted(message);
  }

  /** PATCH /contacts/{id}: merges attributes; unknown ones become custom attributes. */
  async setContactAttributes(id: number, attributes: Readonly<Record<string, string>>): Promise<void> {
    await this.#calls.call(
      { method: 'PATCH', path: `/contacts/${id}`, body: { attributes }, urgency: 'marker', isBeside: true },
      z.unknown(),
    );
  }

  async markContact(
    id: number,
    { ourNumber, marker }: { readonly ourNumber: string; readonly marker: string | null },
  ): Promise<void> {
    await this.setContactAttributes(id, {
      [NUMBER_ATTRIBUTE]: ourNumber,
      ...(marker === null ? {} : { [MARKER_ATTRIBUTE]: marker }),
    });
  }

  /** PATCH /conversations/{id}: not in Drift's public API, but some accounts have it. */
  async setTags(id: number, tags: readonly string[]): Promise<boolean> {
    const call = { method: 'PATCH', path: `/conversations/${id}`, body: { tags } } as const;
    try {
      await this.#calls.call({ ...call, urgency: 'marker', isBeside: true }, z.unknown());
      return true;
    } catch (error) {
      if (lacksCall(error)) return false;
      throw error;
    }
  }

  /** POST /contacts/timeline */
  async addTextedToTimeline(contactId: number, marker: string): Promise<void> {
    await this.#calls.call(
      {
        method: 'POST',
        path: '/contacts/timeline',
        body: { contactId, event: timelineWords(marker) },
        urgency: 'marker',
        isBeside: true,
      },
      z.unknown(),
    );
  }

  /** GET /attachments/{id}/data. A redirect is not followed, since it is not known where to and with which credentials. */
  async attachment(id: string): Promise<ChatFile> {
    const path = `/attachments/${encodeURIComponent(id)}/data`;
    const call = { method: 'GET', path, isFile: true, urgency: 'relay', isBeside: true } as const;
    return servedFile(() => this.#calls.call(call, z.custom<ChatFile>(), (answer) => answer));
  }

  /** POST /app/token_info: whose token this is. */
  async orgOfToken(): Promise<number> {
    const info = await this.#calls.call({ method: 'POST', path: TOKEN_INFO }, tokenInfoSchema);
    return Number(info.authenticated_userid.replace('orgId:', ''));
  }

  async #laterPage(conversationId: number, next: string, goOn: GoOn): Promise<Page> {
    for (let attempt = 1; ; attempt++) {
      goOn();
      try {
        return await this.#page(conversationId, { query: { next } });
      } catch (error) {
        if (!(error instanceof VendorError) || attempt === PAGE_ATTEMPTS) throw error;
        if (error.failure !== 'unavailable' && error.failure !== 'rate_limited') throw error;
        await sleep(Math.min(error.retryAfterMs ?? DEFAULT_PAUSE_MS, MAX_PAGE_PAUSE_MS));
      }
    }
  }

  async #page(conversationId: number, how: Pick<Call, 'query' | 'isOptional'>): Promise<Page> {
    const path = `/conversations/${conversationId}/messages`;
    return this.#calls.call({ method: 'GET', path, ...how }, pageSchema, (body) => body);
  }
}

const tokenInfoSchema = z.looseObject({ authenticated_userid: z.string().regex(/^orgId:\d+$/) });
