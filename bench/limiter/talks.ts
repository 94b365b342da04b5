import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.js';

/** Chats that are texted before the others are due: what their visitors text is urgent. */
const TALKING = 3;

/** A number that is nobody's. */
export const phone = (i: number): string => `+1202556${String(i).padStart(4, '0')}`;

/** Chats whose visitors were texted already. Resolves to their phones. */
export async function openTalks({ drift, twilio }: Sandbox, delayMs: number): Promise<string[]> {
  const phones = Array.from({ length: TALKING }, (_, i) => phone(500 + i));
  const createdAt = Date.now() - delayMs; // due at once
  for (const one of phones) drift.startConversation({ contact: { phone: one }, body: 'Hello?', createdAt });
  const until = Date.now() + 30_000;
  const notes = () => drift.ledger.effects('message').filter(({ data }) => data['type'] === 'private_note');
  while (twilio.ledger.effects('text').length < TALKING || notes().length < TALKING) {
    if (Date.now() > until) throw new Error('the first chats were not texted in 30 s');
    await sleep(50);
  }
  return phones;
}

export interface Spoken {
  readonly words: string;
  readonly at: number;
}

/** Milliseconds from the visitor's text to its post in Drift, of those that stand there by now. */
export function relaysOf({ drift }: Sandbox, spoken: readonly Spoken[]): { at: number; waitMs: number }[] {
  const posts = drift.ledger.effects('message').filter(({ data }) => data['by'] === 'api');
  return spoken.flatMap(({ words, at }) => {
    const post = posts.find(({ data }) => String(data['body']).includes(words));
    return post === undefined ? [] : [{ at, waitMs: post.at - at }];
  });
}
