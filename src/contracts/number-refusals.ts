import type { Reason } from './reasons.js';

/** Reasons that will hold for this number for good, and say nothing about another number of the same visitor. */
export type NumberRefusal = Extract<Reason, 'invalid_phone' | 'not_textable'>;

export const isAboutNumber = (reason: Reason): reason is NumberRefusal =>
  reason === 'invalid_phone' || reason === 'not_textable';
