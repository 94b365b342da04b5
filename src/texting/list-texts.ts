import { phoneSpellings } from '../telephony/phone-key.js';
import type { ListedText, SmsClient } from '../vendors/sms.js';

type Lists = Pick<SmsClient, 'list'>;

/** The visitor's texts to this number of ours, in every spelling of theirs, newest first. */
export const textsFromVisitor = (sms: Lists, visitorNumber: string, ourNumber: string) =>
  merged(phoneSpellings(visitorNumber).map((spelling) => sms.list(ourNumber, spelling)));

/** Our texts to the visitor from this number of ours: one that is looked for may have gone to the other spelling. Newest first. */
export const textsToVisitor = (sms: Lists, visitorNumber: string, ourNumber: string) =>
  merged(phoneSpellings(visitorNumber).map((spelling) => sms.list(spelling, ourNumber)));

async function merged(lists: readonly Promise<readonly ListedText[]>[]): Promise<readonly ListedText[]> {
  const [first = [], ...others] = await Promise.all(lists);
  if (others.every((list) => list.length === 0)) return first;
  const byId = new Map([first, ...others].flat().map((text) => [text.id, text]));
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt); // stable: each list keeps its order
}
