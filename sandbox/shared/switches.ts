import type { z } from 'zod';

/** A vendor's switches: changed in part at any time, checked by their schema, deep for nested groups. */
export class Switches<Shape extends z.ZodType<object>> {
  readonly #schema: Shape;
  readonly #initial: z.output<Shape>;
  readonly #changed: () => void;
  #current: z.output<Shape>;

  constructor(schema: Shape, initial: object, changed: () => void) {
    this.#schema = schema;
    this.#initial = schema.parse(initial);
    this.#current = structuredClone(this.#initial);
    this.#changed = changed;
  }

  get current(): z.output<Shape> {
    return this.#current;
  }

  /** Merges the given switches. @throws ZodError that lists every unknown switch and invalid value. */
  set(part: object): z.output<Shape> {
    this.#current = this.#schema.parse(merged(this.#current, part));
    this.#changed();
    return this.#current;
  }

  reset(): void {
    this.#current = structuredClone(this.#initial);
    this.#changed();
  }
}

function merged(base: object, part: object): object {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(part)) {
    const before = result[key];
    result[key] = isGroup(before) && isGroup(value) ? merged(before, value) : value;
  }
  return result;
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
