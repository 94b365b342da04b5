export * from '../../../src/texting/relay/echo.js';

/** Without the guard, what we posted ourselves looks like anybody's message. */
export function isOwnPost(): Promise<boolean> {
  return Promise.resolve(false);
}
