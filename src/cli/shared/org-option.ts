import { BadCall } from './command.js';
import { text } from './options.js';

/** `--org`, of a command about a conversation. */
export const ofOrg = {
  org: text(
    'Its org, by its number in Drift; needed only if several orgs have a conversation of this number',
  ),
} as const;

/** Null if none is named. @throws BadCall */
export function orgIn(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (!/^\d{1,15}$/.test(given)) throw new BadCall('org should be a number');
  return Number(given);
}
