/** Shorter numbers are exact. */
const LONG_DIGITS = /\d{16}/;
/** A string, which stays as it is, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** JSON in which each whole number that JavaScript cannot hold exactly, beyond 2^53, is the text of its digits. */
export const withExactNumbers = (json: string): string =>
  LONG_DIGITS.test(json)
    ? json.replace(TOKEN, (token) =>
        /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
      )
    : json;
