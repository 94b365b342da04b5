import { HttpError } from '../../platform/errors/http-error.js';
import { withExactNumbers } from '../../platform/json/exact-numbers.js';

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
    return JSON.parse(withExactNumbers(text)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new HttpError('malformed_body', 'the body is not JSON');
    throw error;
  }
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
