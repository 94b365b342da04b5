import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';

/** A check against the compose specification's JSON schema, which npm's `dclint` carries. */
export function composeValidator(): ValidateFunction {
  const home = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const schema = JSON.parse(
    readFileSync(join(home, 'schemas/compose.schema.json'), 'utf8'),
  ) as AnySchemaObject;
  // The schema names draft 7 by https, the draft names itself by http.
  const dialect = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return new Ajv({ allErrors: true, strict: false }).compile({ ...schema, ...dialect });
}
