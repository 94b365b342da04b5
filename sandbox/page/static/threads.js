import { textsOf } from './store.js';

/**
 * The threads on a phone, one for each number of ours, in the order in which they began: `{ours, messages, owner}`.
 * `owner` is the conversation that texted last from this number, or null: with more conversations than numbers the newest takes
 * a number over.
 */
export function threadsOf(state, phone) {
  const writers = writersOf(state.views);
  const threads = new Map();
  for (const message of textsOf(state, phone)) {
    const thread = threads.get(message.ours) ?? { ours: message.ours, messages: [], owner: null };
    thread.messages.push(message);
    thread.owner = writers.get(message.key) ?? thread.owner;
    threads.set(message.ours, thread);
  }
  return [...threads.values()];
}

/** The thread in which the conversation's last text stands; null where none went out. */
export function threadOf(state, conversation) {
  const texts = state.views.get(conversation.id)?.texts ?? [];
  const last = texts.findLast(({ sid }) => sid !== null)?.sid;
  const threads = threadsOf(state, conversation.contact.phone);
  return threads.find(({ messages }) => messages.some(({ key }) => key === last)) ?? null;
}

/** The last text that went to the conversation's phone in its thread, or null. */
export function lastTextOut(state, conversation) {
  return threadOf(state, conversation)?.messages.findLast(({ direction }) => direction === 'out') ?? null;
}

/** Whether a newer conversation of the same visitor has the number that this one was texted from. */
export function isTakenOver(state, conversation) {
  const thread = threadOf(state, conversation);
  return thread !== null && thread.owner !== conversation.id;
}

/** Which conversation wrote a text, by Twilio's ID of it. */
function writersOf(views) {
  const writers = new Map();
  for (const [conversationId, view] of views) {
    for (const { sid } of view?.texts ?? []) if (sid !== null) writers.set(sid, conversationId);
  }
  return writers;
}
