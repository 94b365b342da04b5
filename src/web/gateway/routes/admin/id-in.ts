import { HttpError } from '../../../../platform/errors/http-error.js';

type Query = Readonly<Partial<Record<string, string | string[]>>>;

/** An ID in a query string, null where it is not given. `what`: what it should be. @throws HttpError bad_request */
export function idIn(query: Query, name: string, what: string): number | null {
  const given = query[name];
  if (given === undefined) return null;
  if (Array.isArray(given) || !/^\d{1,15}$/.test(given))
    throw new HttpError('bad_request', `${name} should be ${what}`);
  return Number(given);
}
