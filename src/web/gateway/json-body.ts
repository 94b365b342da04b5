import { HttpError } from '../../platform/errors/http-error.js';

/** Deeper than any vendor's payload. Without a limit, deep nesting could exhaust the stack of code that walks the body. */
const MAX_DEPTH = 64;

/**
 * Parses a raw JSON body. A whole number that JavaScript cannot hold exactly, beyond 2^53, becomes the text of its digits.
 * @throws HttpError malformed_body with the reason: not UTF-8, not JSON, or nested too deep.
 */
export function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) throw new HttpError('malformed_body', 'the body is not UTF-8');
    throw error;
  }
  if (depthOf(text) > MAX_DEPTH)
    throw new HttpError('malformed_body', `the body is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return JSON.parse(LONG_DIGITS.test(text) ? withExactNumbers(text) : text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new HttpError('malformed_body', 'the body is not JSON');
    throw error;
  }
}

/** Shorter numbers are exact. */
const LONG_DIGITS = /\d{16}/;
/** A string, which stays as it is, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

function withExactNumbers(json: string): string {
  return json.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth);
    else if (c === '}' || c === ']') depth--;
  }
  return deepest;
}
