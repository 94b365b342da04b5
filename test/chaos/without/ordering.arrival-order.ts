export * from '../../../src/texting/relay/arrival-order.js';

/** Without the guard, a relay does not look whether one that was written before it is stored and about to come. */
export function isMessageOvertaken(): Promise<boolean> {
  return Promise.resolve(false);
}

/** Nor does one to Drift. */
export function isTextOvertaken(): Promise<boolean> {
  return Promise.resolve(false);
}
