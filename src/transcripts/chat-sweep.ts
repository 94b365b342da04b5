import { chatStatuses } from '../contracts/stored-names.js';
import type { ClientsFor } from '../orgs/clients-for.js';
import { inTransaction } from '../platform/db/pool.js';
import { VendorError } from '../platform/errors/vendor-error.js';
import type { Sweep, SweepStep } from '../platform/leases/sweeps.js';
import { findCheckpoint, moveCheckpoint, type Checkpoint } from '../records/checkpoints/checkpoints.js';
import type { ChatClient, ListedConversation, Message } from '../vendors/chat.js';
import { whatWeHave } from './known-messages.js';
import { missedEvents, type WhatWeHave } from './missed-events.js';
import { stillMissing, storeMissed, type TakeIn } from './take-in.js';

const LIST = 'chats';
/** A change may appear in the list after a later one; what was read is read again for this long. */
const OVERLAP_MS = 60_000;
/** Pages of fifty. What is older after so long an outage is not looked through. */
const MOST_PAGES = 200;
/** The vendor's time of a change and of the message that made it may differ by this much. */
const SAME_CHANGE_MS = 2_000;

export interface ChatSweepOptions extends TakeIn {
  readonly clientsFor: ClientsFor;
  readonly orgId: number;
}

/** One walk through what has changed since the checkpoint. */
interface Walk {
  readonly checkpoint: Checkpoint;
  readonly found: Map<number, ListedConversation>;
  pages: number;
  cursor: string | null;
  /** Null while the list is being read. The oldest change comes last. */
  left: ListedConversation[] | null;
}

/**
 * Takes in the chat messages and closes whose webhooks have not come. It reads the list of conversations, the last changed first, down to
 * the checkpoint, and then, from the oldest change on, the messages of those that are open here, and of others if the change itself is
 * unknown here. Each call is made only if the rate limit has one to spare.
 */
export class ChatSweep implements Sweep {
  readonly name = 'chats';
  readonly #options: ChatSweepOptions;
  #walk: Walk | null = null;
  /** What was looked through in the overlap with the last walk: the change that was seen, by conversation. */
  #seen = new Map<number, number>();

  constructor(options: ChatSweepOptions) {
    this.#options = options;
  }

  async step(): Promise<SweepStep> {
    const { pool, clientsFor, orgId } = this.#options;
    const { chat } = await clientsFor(orgId);
    try {
      this.#walk ??= begin(await findCheckpoint(pool, orgId, LIST));
      if (this.#walk.left === null) await this.#readPage(chat, this.#walk);
      else await this.#lookThrough(chat, orgId, this.#walk);
      if (this.#walk.left?.length !== 0) return 'more';
      this.#walk = null;
      return 'done';
    } catch (error) {
      if (error instanceof VendorError && error.failure === 'rate_limited') return 'later'; // live calls go first
      this.#walk = null; // what is behind the checkpoint is not read again
      throw error;
    }
  }

  async #readPage(chat: ChatClient, walk: Walk): Promise<void> {
    const { conversations, next } = await chat.lastChanged(walk.cursor);
    const { beganAt, readUntil } = walk.checkpoint;
    const since = Math.max(beganAt.getTime(), readUntil.getTime() - OVERLAP_MS);
    const isOld = ({ updatedAt }: ListedConversation) => updatedAt < since;
    for (const listed of conversations) if (!isOld(listed)) walk.found.set(listed.id, listed);
    walk.pages += 1;
    walk.cursor = next;
    if (next !== null && !conversations.some(isOld) && walk.pages < MOST_PAGES) return;
    const changed = [...walk.found.values()].sort((a, b) => b.updatedAt - a.updatedAt);
    walk.left = changed.filter(({ id, updatedAt }) => this.#seen.get(id) !== updatedAt);
    this.#seen = new Map([...this.#seen].filter(([id]) => walk.found.has(id)));
  }

  async #lookThrough(chat: ChatClient, orgId: number, walk: Walk): Promise<void> {
    const { pool, metrics } = this.#options;
    const listed = walk.left?.at(-1);
    if (listed === undefined) return;
    const { id: conversationId, updatedAt } = listed;
    const ref = { orgId, conversationId };
    const messages = mayLack(listed, await whatWeHave(pool, ref))
      ? await readAll(chat, conversationId)
      : null;
    const key = `listed:${orgId}:${conversationId}:${updatedAt}`;
    const since = walk.checkpoint.beganAt.getTime();
    const find = async () =>
      messages === null ? [] : missedEvents(chat, await whatWeHave(pool, ref), listed, messages, key, since);
    const events = await stillMissing(find);
    await inTransaction(pool, async (client) => {
      await storeMissed(client, metrics, events, 'sweep');
      await moveCheckpoint(client, orgId, LIST, new Date(updatedAt));
    });
    this.#seen.set(conversationId, updatedAt);
    walk.left?.pop();
  }
}

const begin = (checkpoint: Checkpoint): Walk => ({
  checkpoint,
  found: new Map(),
  pages: 0,
  cursor: null,
  left: null,
});

/** Whether it is worth a call: always for an open conversation, else if no webhook has told of this change. */
function mayLack({ status, updatedAt }: ListedConversation, { state, newestAt }: WhatWeHave): boolean {
  if (state === 'waiting' || state === 'bridging') return true;
  if (state === null && status === chatStatuses.unansweredGreeting) return false;
  return newestAt === null || newestAt.getTime() < updatedAt - SAME_CHANGE_MS;
}

/** All messages; null where the vendor no longer has the conversation. */
async function readAll(chat: ChatClient, conversationId: number): Promise<Message[] | null> {
  const messages: Message[] = [];
  try {
    for await (const message of chat.messagesIfSpare(conversationId)) messages.push(message);
    return messages;
  } catch (error) {
    if (error instanceof VendorError && (error.failure === 'not_found' || error.failure === 'rejected'))
      return null;
    throw error;
  }
}
