import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import type { Queryable } from '../../platform/db/pool.js';
import { digestOf, whatIs } from './data/conversation-list.js';

/**
 * Where a search leads: a path of the console, in which no number stands, or null where nothing can be made of the words.
 * Digits alone are an ID if we know one like that, else a number as people of the country write it.
 */
export async function findPath(db: Queryable, words: string, country: CountryCode): Promise<string | null> {
  const text = words.trim();
  const id = /^#?(\d{1,15})$/.exec(text)?.[1];
  const known = id === undefined ? null : await whatIs(db, Number(id));
  if (known === 'conversation') return `/console/conversations/${Number(id)}`;
  if (known === 'contact') return `/console/conversations?contact=${Number(id)}`;
  const number = /^[+\d\s().\-/]{5,30}$/.test(text) ? parsePhoneNumber(text, country) : undefined;
  if (number?.isValid() !== true) return null;
  return `/console/conversations?phone=${await digestOf(db, number.number)}`;
}
