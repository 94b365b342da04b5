import { z } from 'zod';

/**
 * A text of at most `most` characters in which only these {placeholders} may stand. The law and the carriers want it to name
 * the business and the way out.
 */
export const template = (most: number, placeholders: readonly string[]) =>
  z
    .string()
    .max(most)
    .refine((text) => text.includes('{business}') && /\bSTOP\b/.test(text))
    .refine((text) => {
      const blank = Object.fromEntries(placeholders.map((name) => [name, '']));
      return !/[{}]/.test(fillTemplate(text, blank));
    });

/** Puts words in the {placeholders}' place. What was put in is never looked at again: a visitor called "{business}" stays one. */
export function fillTemplate(text: string, words: Readonly<Record<string, string>>): string {
  const known = new Map(Object.entries(words));
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => known.get(name) ?? placeholder);
}
