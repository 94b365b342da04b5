import type { Client } from '../../../src/platform/db/pool.js';
import {
  chooseNumber as chooseFree,
  type ChosenNumber,
  type Newcomer,
} from '../../../src/records/sessions/choose-number.js';
import type { SenderNumbers } from '../../../src/records/sessions/sender-numbers.js';

export * from '../../../src/records/sessions/choose-number.js';

/** Without the guard, a chat that finds no free number takes that of the oldest thread with the phone, whoever it belongs to. */
export async function chooseNumber(
  client: Client,
  newcomer: Newcomer,
  numbers: SenderNumbers,
  preferred: string | null = null,
): Promise<ChosenNumber | null> {
  const free = await chooseFree(client, newcomer, numbers, preferred);
  if (free !== null) return free;
  const { rows } = await client.query<{ id: number; number: string }>(
    `SELECT id, our_number AS number FROM sessions WHERE visitor_number = $1 AND closed_at IS NULL ORDER BY opened_at LIMIT 1`,
    [newcomer.visitorNumber],
  );
  const [oldest] = rows;
  return oldest === undefined ? null : { number: oldest.number, takenFrom: oldest.id, isShared: true };
}
