import fc from '../../support/fast-check.js';
import type { Answer } from '../../unit/support/ask.js';
import { valid, type Schema } from './arbitrary.js';
import { send, type Described, type Operation, type Parameter } from './described-api.js';
import { CONVERSATION, ORG_ID, SEND, type Stage } from './stage.js';

export interface Request {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Sends a request that was made from the description of an operation. */
export function ask(
  stage: Stage,
  { path, method }: Pick<Described, 'path' | 'method'>,
  { path: ids, query, header, body }: Request,
): Promise<Answer> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(ids[name])));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, wellFormed(value)]),
  );
  // What no HTTP client would send in a header is left out.
  const headers = Object.entries(header).map(([name, value]) => [
    name,
    wellFormed(value).replace(/[^ -~]/g, ''),
  ]);
  return send(
    stage,
    method.toUpperCase(),
    `${url}?${search.toString()}`,
    Object.fromEntries(headers) as Record<string, string>,
    body === undefined ? undefined : JSON.stringify(body),
  );
}

/** Its text, without halves of characters. */
export const wellFormed = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString();

const partsOf = (
  { parameters = [] }: Operation,
  place: Parameter['in'],
  make: (schema: Schema) => fc.Arbitrary<unknown>,
) => {
  const own = parameters.filter((parameter) => parameter.in === place);
  return fc.record(
    Object.fromEntries(
      own.map(({ name, schema }) => [name, name === 'orgId' || name === 'org' ? ORG : make(schema)]),
    ),
    {
      requiredKeys: own.filter(({ required }) => required).map(({ name }) => name),
    },
  );
};
/** IDs that are there are asked for as often as such that are not. */
const known = (schema: Schema) => fc.oneof(valid(schema), fc.constantFrom(String(CONVERSATION), SEND, '1'));
/** An org that is not there is answered with 404 before anything else is looked at. */
const ORG = fc.constant(String(ORG_ID));

/** Requests that an operation's description allows. */
export const validRequest = (operation: Operation): fc.Arbitrary<Request> => {
  const body = operation.requestBody?.content['application/json'].schema;
  return fc.record({
    path: partsOf(operation, 'path', known),
    query: partsOf(operation, 'query', valid),
    header: partsOf(operation, 'header', valid),
    ...(body === undefined ? {} : { body: valid(body) }),
  });
};
