import { z } from 'zod';

/** One setting: what it is, what a right value looks like, and how its text becomes a value. */
export interface Variable<T = unknown> {
  readonly about: string;
  /** Completes "NAME should be ..." in the error that stops a start. */
  readonly shouldBe: string;
  /** Text used when the variable is unset or empty; undefined where there is no default. */
  readonly default?: string;
  /** Its value is never printed. */
  readonly secret?: true;
  readonly schema: z.ZodType<T, string>;
}

export const text = z.string().trim().min(1);
export const word = z.string().regex(/^\S+$/);
/** Keeps the exact type: whether a default is there decides whether the value can be missing. */
export const variable = <V extends Variable>(v: V): V => v;
export const plain = (about: string, shouldBe: string) => variable({ about, shouldBe, schema: text });
export const withDefault = (about: string, shouldBe: string, value: string) =>
  variable({ about, shouldBe, default: value, schema: text });
export const secret = (about: string) =>
  variable({
    about,
    shouldBe: 'the value as the vendor shows it, without spaces',
    secret: true,
    schema: word,
  });
