import type { Client } from '../../platform/db/pool.js';
import { keepSlot, type BookedSlot } from '../../records/conversations/booked-slot.js';
import type { Recipient } from '../../records/ledger/first-texts.js';
import { bookSlot } from '../../records/sender-pacing/reserve.js';
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
): Promise<BookedSlot | 'too_late' | 'number_in_use'> {
  const { numbers, body, rate, noLaterThan } = text;
  const choice = await chooseNumber(client, text, numbers);
  if (choice === null) return 'number_in_use';
  const { number } = choice;
  const at = await bookSlot(client, { ourNumber: number, body, rate, noLaterThan });
  return at === null ? 'too_late' : keepSlot(client, text, number, at);
}
