import { eventually } from '../support/eventually.js';
import { passTime } from '../support/pass-time.js';
import { ended, type Textback } from '../support/textback.js';
import type { Chat } from './drift-calls.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Lets a chat come to its end in one of the ways that a conversation goes, as a whole, from its first event to its last. */
export type Play = (textback: Textback, phone: string) => Promise<Chat>;

export const answeredInTime: Play = async (textback, phone) =>
  answered(textback, await open(textback, { phone }));

/** Another question after the answer, and an answer to that one too: the cost of its own, second workflow. */
export const answeredAgain: Play = async (textback, phone) => {
  const chat = await answeredInTime(textback, phone);
  textback.sandbox.drift.say(chat.id, { author: 'visitor', body: 'And in blue?' });
  await eventually('it waits again', async () => (await textback.conversation(chat.id))?.state === 'waiting');
  await rest(textback, chat);
  return answered(textback, chat);
};

export const answeredAfterOvertaking: Play = async (textback, phone) =>
  answered(textback, await openByMessage(textback, { phone }));

export const noPhone: Play = async (textback) => {
  const chat = await open(textback, {});
  await pass(textback, chat, 6 * MINUTE);
  await eventually('it waits for a number', async () => {
    const row = await textback.conversation(chat.id);
    return row?.reason === 'no_phone';
  });
  await end(textback, chat, 2 * DAY);
  return chat;
};

export const texted: Play = async (textback, phone) => {
  const chat = await followedUp(textback, phone);
  await end(textback, chat, 31 * DAY);
  return chat;
};

/** In a chat that was followed up, the visitor texts and the rep answers, ten times. */
export async function tenTurns(textback: Textback, chat: Chat, phone: string): Promise<void> {
  const { drift, twilio } = textback.sandbox;
  for (let turn = 1; turn <= 10; turn++) {
    const [question, answer] = [`question ${turn}.`, `answer ${turn}.`];
    twilio.text({ from: phone, body: question });
    await eventually('the relay to Drift', () =>
      textback.posts(chat.id).some(({ body }) => body.includes(question)),
    );
    await rest(textback, chat);
    drift.say(chat.id, { author: 'rep', body: answer });
    await eventually('the relay to the phone', () => textback.texts().some(({ body }) => body === answer));
    await rest(textback, chat);
  }
  await end(textback, chat, 31 * DAY);
}

/** A chat whose workflow has looked for a phone number and waits for the five minutes to pass. */
async function open(textback: Textback, contact: Record<string, unknown>): Promise<Chat> {
  const { drift } = textback.sandbox;
  const { conversation } = drift.startConversation({ contact });
  await waits(textback, conversation);
  // Written at the moment of the opening, as in Drift; its webhook comes later, so that it does not open the chat itself.
  drift.say(conversation.id, { author: 'visitor', body: 'Hello?', createdAt: conversation.createdAt });
  await drift.whenIdle();
  await rest(textback, conversation);
  return conversation;
}

/** Drift sends both webhooks at once, and that of the first message may come first. */
async function openByMessage(textback: Textback, contact: Record<string, unknown>): Promise<Chat> {
  const { drift } = textback.sandbox;
  drift.setSwitches({ delayMs: 1_000 });
  const { conversation } = drift.startConversation({ contact });
  drift.setSwitches({ delayMs: 0 });
  drift.say(conversation.id, { author: 'visitor', body: 'Hello?' });
  await waits(textback, conversation);
  await drift.whenIdle();
  await rest(textback, conversation);
  return conversation;
}

async function waits(textback: Textback, chat: Chat): Promise<void> {
  await eventually('the phone is looked up', async () => {
    const row = await textback.conversation(chat.id);
    return row !== null && row.phone_status !== 'unknown';
  });
  await rest(textback, chat);
}

/** A chat that was followed up with a text, and whose markers stand in Drift. */
export async function followedUp(textback: Textback, phone: string): Promise<Chat> {
  const chat = await open(textback, { phone });
  await pass(textback, chat, 6 * MINUTE);
  await eventually('the note', () => textback.posts(chat.id).some(({ type }) => type === 'private_note'));
  await rest(textback, chat);
  return chat;
}

async function answered(textback: Textback, chat: Chat): Promise<Chat> {
  textback.sandbox.drift.say(chat.id, { author: 'rep', body: 'Hi, I am here' });
  await completes(textback, chat);
  return chat;
}

async function end(textback: Textback, chat: Chat, ms: number): Promise<void> {
  await rest(textback, chat);
  await pass(textback, chat, ms);
  await completes(textback, chat);
}

async function completes(textback: Textback, chat: Chat): Promise<void> {
  await ended(textback, chat.id);
  await eventually(
    'the workflow ends',
    async () => (await describe(textback, chat)).status.name === 'COMPLETED',
  );
}

async function pass(textback: Textback, chat: Chat, ms: number): Promise<void> {
  await passTime(textback.client, await workflowOf(textback, chat), ms);
}

/** Waits until every event has been handed over and the workflow has nothing to do but wait. */
async function rest(textback: Textback, chat: Chat): Promise<void> {
  await eventually('the conversation rests', async () => {
    const { rows } = await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL LIMIT 1');
    if (rows.length > 0) return false;
    const { raw, status } = await describe(textback, chat);
    if (status.name !== 'RUNNING') return true;
    return !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
  });
}

async function describe(textback: Textback, chat: Chat) {
  return textback.client.workflow.getHandle(await workflowOf(textback, chat)).describe();
}

export async function workflowOf(textback: Textback, { id }: Chat): Promise<string> {
  return (await textback.conversation(id))?.workflow_id ?? '';
}
