import fc from '../../support/fast-check.js';

/** As much of JSON Schema as the admin API's requests use. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Values that the schema takes. */
export function valid(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valid));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.maxSafeInteger().map((n) => {
        const least = schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1;
        return Math.min(least + Math.abs(n), schema.maximum ?? Number.MAX_SAFE_INTEGER);
      });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return validText(schema);
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, part]) => [name, valid(part)]),
        ),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      throw new Error(`no way to make a value of ${JSON.stringify(schema)}`);
  }
}

function validText({ pattern, format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'uuid') return fc.uuid();
  if (format === 'date')
    return fc
      .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
  return fc.string({ minLength, maxLength });
}

/** Anything, most of which no schema takes. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, [], {}, '', '-1', '1.5', '1e400', '\u0000', "1'--", '../..', 'x'.repeat(300)),
  fc.dictionary(fc.string(), fc.jsonValue()),
);
