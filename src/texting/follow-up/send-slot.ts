import type { Client } from '../../platform/db/pool.js';
import { keepSlot, type BookedSlot } from '../../records/conversations/booked-slot.js';
import type { Recipient } from '../../records/ledger/first-texts.js';
import { bookSlot, hasPrecedence } from '../../records/sender-pacing/reserve.js';
import { chooseNumber } from '../../records/sessions/choose-number.js';
import type { SenderNumbers } from '../../records/sessions/sender-numbers.js';

/** What a first text would be, and from which numbers it may go. */
export interface FirstText extends Recipient {
  readonly numbers: SenderNumbers;
  readonly body: string;
  readonly rate: number | null;
  /** Milliseconds since the epoch. */
  readonly noLaterThan: number;
}

/** Books the send slot of a first text that has none yet (findSlot), or returns why there is none for it. */
export async function bookFirstText(
  client: Client,
  text: FirstText,
  goesLast: boolean,
): Promise<BookedSlot | 'too_late' | 'number_in_use'> {
  const choice = await chooseNumber(client, text, text.numbers);
  return choice === null ? 'number_in_use' : bookOn(client, text, choice.number, goesLast);
}

/** Whether the slot has come and has to be given to texts that do not go last (decision 21). */
export const mustGiveWay = async (client: Client, { number, inMs, goesLast }: BookedSlot): Promise<boolean> =>
  inMs === 0 && goesLast && (await hasPrecedence(client, number));

/** Books a later slot on the same number for a text that must give way. */
export const bookLater = (client: Client, text: FirstText, { number }: BookedSlot) =>
  bookOn(client, text, number, true);

async function bookOn(
  client: Client,
  text: FirstText,
  number: string,
  goesLast: boolean,
): Promise<BookedSlot | 'too_late'> {
  const { body, rate, noLaterThan } = text;
  const at = await bookSlot(client, { ourNumber: number, body, rate, noLaterThan, goesLast });
  return at === null ? 'too_late' : keepSlot(client, text, { number, at, goesLast });
}
