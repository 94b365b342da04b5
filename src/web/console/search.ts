import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import type { Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import { digestOf, whatIs } from './data/conversation-list.js';

/**
 * The console path for a search, without the number itself, or null if the search means nothing. Digits alone are an ID if we
 * know that ID, otherwise a phone number as written in the country.
 */
export async function findPath(
  db: Queryable,
  words: string,
  country: CountryCode,
  orgs: Orgs,
): Promise<string | null> {
  const text = words.trim();
  const id = /^#?(\d{1,15})$/.exec(text)?.[1];
  const known = id === undefined ? null : await whatIs(db, Number(id), orgs);
  if (known === 'conversation') return `/console/conversations/${Number(id)}`;
  if (known === 'contact') return `/console/conversations?contact=${Number(id)}`;
  const number = /^[+\d\s().\-/]{5,30}$/.test(text) ? parsePhoneNumber(text, country) : undefined;
  if (number?.isValid() !== true) return null;
  return `/console/conversations?phone=${await digestOf(db, number.number)}`;
}
