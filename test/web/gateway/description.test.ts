import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import type { Answer } from '../../unit/support/ask.js';
import { anything, valid, type Schema } from './arbitrary.js';
import { ADMIN_TOKEN, CONVERSATION, fillRecords, SEND, setStage, type Stage } from './stage.js';

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Request {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

let stage: Stage;
let api: Description;
let operations: { readonly path: string; readonly method: string; readonly operation: Operation }[];
const ajv = new Ajv2020({ strict: false, validateFormats: false });

beforeAll(async () => {
  stage = await setStage();
  await fillRecords(stage.pool);
  api = (await send('GET', '/admin/openapi.json')).json() as Description;
  ajv.addSchema(api, 'api');
  operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
});
afterAll(() => stage.close());

const send = (method: string, url: string, headers: Record<string, string> = {}, payload?: string) =>
  stage.ask({
    method,
    url,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

function ask(method: string, path: string, { path: ids, query, header, body }: Request): Promise<Answer> {
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
    method.toUpperCase(),
    `${url}?${search.toString()}`,
    Object.fromEntries(headers) as Record<string, string>,
    body === undefined ? undefined : JSON.stringify(body),
  );
}
/** Its text, without halves of characters. */
const wellFormed = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString();

/** Whether an answer is one that the operation declares, of the form that it declares. */
function problemWith(
  { path, method, operation }: (typeof operations)[number],
  answer: Answer,
): string | null {
  const status = String(answer.statusCode);
  if (status.startsWith('5')) return `${status}: ${answer.body}`;
  if (operation.responses[status] === undefined) return `${status} is not declared: ${answer.body}`;
  const steps = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'];
  const pointer = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const check: ValidateFunction =
    ajv.getSchema(`api#/${pointer}`) ?? ajv.compile({ $ref: `api#/${pointer}` });
  return check(answer.json()) ? null : `${status} ${JSON.stringify(check.errors)}: ${answer.body}`;
}

const partsOf = (
  { parameters = [] }: Operation,
  place: Parameter['in'],
  make: (schema: Schema) => fc.Arbitrary<unknown>,
) => {
  const own = parameters.filter((parameter) => parameter.in === place);
  return fc.record(Object.fromEntries(own.map(({ name, schema }) => [name, make(schema)])), {
    requiredKeys: own.filter(({ required }) => required).map(({ name }) => name),
  });
};
/** IDs that are there are asked for as often as such that are not. */
const known = (schema: Schema) => fc.oneof(valid(schema), fc.constantFrom(String(CONVERSATION), SEND, '1'));

const validRequest = (operation: Operation): fc.Arbitrary<Request> => {
  const body = operation.requestBody?.content['application/json'].schema;
  return fc.record({
    path: partsOf(operation, 'path', known),
    query: partsOf(operation, 'query', valid),
    header: partsOf(operation, 'header', valid),
    ...(body === undefined ? {} : { body: valid(body) }),
  });
};

const RUNS = { numRuns: 25 };

describe('the description of the admin API', () => {
  test('is behind the token as all else is', async () => {
    const answer = await stage.ask({ url: '/admin/openapi.json' });
    expect(answer.statusCode).toBe(401);
  });

  const lint = async (description: unknown) => {
    const config = await createConfig({ extends: ['recommended'] });
    const source = JSON.stringify(description);
    const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
    return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  };

  test('pleases a linter, which does find fault with a worse one', async () => {
    expect(await lint(api)).toEqual([]);
    expect(await lint({ ...api, servers: [], security: undefined })).not.toEqual([]);
  });

  test('has every route of the scope, each with a summary, a description and all that it may answer', () => {
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const routes = stage.routes.flatMap(({ method, url }) =>
      [method]
        .flat()
        .flatMap((m) =>
          url.startsWith('/admin') && m !== 'HEAD' ? [`${m} ${url.replace(/:(\w+)/g, '{$1}')}`] : [],
        ),
    );
    expect(described.sort()).toEqual(routes.sort());
    for (const { path, operation } of operations) {
      expect([path, operation]).toEqual([
        path,
        expect.objectContaining({
          operationId: expect.any(String) as unknown,
          summary: expect.any(String) as unknown,
          description: expect.any(String) as unknown,
          tags: [expect.any(String)],
        }),
      ]);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '401', '500']));
    }
  });
});

describe('an answer', () => {
  /** The fields that clients read; a schema that left one out would strip it. */
  test.each<[string, string[]]>([
    [
      `/admin/conversations/${CONVERSATION}`,
      [
        'conversationId',
        'dueAt',
        'openedAt',
        'optedOut',
        'orgId',
        'phoneStatus',
        'quietUntil',
        'reason',
        'state',
        'texts.at',
        'texts.errorCode',
        'texts.id',
        'texts.messageId',
        'texts.purpose',
        'texts.sid',
        'texts.state',
        'workflowId',
      ],
    ],
    [
      '/admin/held',
      ['held.detail', 'held.eventKey', 'held.id', 'held.kind', 'held.orgId', 'held.receivedAt', 'next'],
    ],
    [
      '/admin/parked',
      [
        'parked.attemptedAt',
        'parked.attempts',
        'parked.conversationId',
        'parked.id',
        'parked.medium',
        'parked.purpose',
        'parked.state',
      ],
    ],
    [
      '/admin/audit',
      [
        'entries.at',
        'entries.conversationId',
        'entries.id',
        'entries.operation',
        'entries.operator',
        'entries.orgId',
        'entries.result',
        'entries.target',
        'entries.via',
        'next',
      ],
    ],
    ['/admin/pauses', ['pauses.by', 'pauses.orgId', 'pauses.since', 'pauses.why']],
  ])('of %s has all its fields, as ever', async (url, fields) => {
    expect(fieldsOf((await send('GET', url)).json())).toEqual(fields);
  });

  test('of /admin/report has every count, every reason and every day', async () => {
    const report = (await send('GET', '/admin/report?zone=UTC')).json() as Record<'total' | 'days', unknown>;
    const { reasons } = await import('../../../src/contracts/reasons.js');
    const counts = [
      'addsUp',
      ...Object.keys(reasons).map((reason) => `reasons.${reason}`),
      'takenUp',
      'texted',
      'waiting',
    ];
    expect(Object.keys(report).sort()).toEqual(['days', 'from', 'to', 'total', 'zone']);
    expect(fieldsOf(report.total)).toEqual(counts.sort());
    expect(fieldsOf(report.days)).toEqual([...counts, 'day'].sort());
  });

  test('has its times as JSON has always had them', async () => {
    const { openedAt, texts } = (await send('GET', `/admin/conversations/${CONVERSATION}`)).json() as {
      openedAt: string;
      texts: { at: string }[];
    };
    expect(openedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(texts[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+\d\d:\d\d$/);
  });
});

describe('requests made from the description', () => {
  test('that are as it says get an answer as it says, and never a 5xx', async () => {
    for (const described of operations) {
      const { path, method, operation } = described;
      await fc.assert(
        fc.asyncProperty(validRequest(operation), async (request) => {
          const answer = await ask(method, path, request);
          expect([path, problemWith(described, answer)]).toEqual([path, null]);
        }),
        RUNS,
      );
    }
  });

  test('that are not get 400 with the one form of an error', async () => {
    for (const described of operations) {
      const { path, method, operation } = described;
      for (const place of ['path', 'query', 'header'] as const) {
        const checked = (operation.parameters ?? []).filter(
          ({ in: where, schema }) =>
            where === place && (schema.type === 'integer' || schema.pattern !== undefined),
        );
        for (const { name, schema } of checked) {
          // What names no conversation is not there: 404.
          const status = place === 'path' && schema.type === 'string' ? 404 : 400;
          const takes = ajv.compile(schema);
          const wrong = anything
            .map(wellFormed)
            .map((value) => (place === 'header' ? value.replace(/[^ -~]/g, '').trim() : value))
            .filter((value) => value !== '' && value !== '.' && value !== '..' && value.length <= 90)
            .filter(
              (value) => !takes(schema.type === 'integer' && value.trim() !== '' ? Number(value) : value),
            );
          await fc.assert(
            fc.asyncProperty(validRequest(operation), wrong, async (request, value) => {
              const answer = await ask(method, path, {
                ...request,
                [place]: { ...request[place], [name]: value },
              });
              expect([path, name, value, problemWith(described, answer)]).toEqual([path, name, value, null]);
              expect([path, name, value, answer.statusCode]).toEqual([path, name, value, status]);
            }),
            RUNS,
          );
        }
      }
    }
  });

  test('whose body is another get 400', async () => {
    const withBody = operations.filter(({ operation }) => operation.requestBody !== undefined);
    expect(withBody.length).toBeGreaterThanOrEqual(3);
    for (const described of withBody) {
      const { path, method, operation } = described;
      const schema = operation.requestBody?.content['application/json'].schema ?? {};
      const takes = ajv.compile(schema);
      const spoiled = fc
        .tuple(valid(schema), fc.constantFrom(...Object.keys(schema.properties ?? {}), 'another'), anything)
        .map(([body, name, value]) => ({ ...(body as object), [name]: value }));
      const wrong = fc.oneof(anything, spoiled).filter((body) => !takes(JSON.parse(JSON.stringify(body))));
      await fc.assert(
        fc.asyncProperty(validRequest(operation), wrong, async (request, body) => {
          const answer = await ask(method, path, { ...request, body });
          expect([path, body, problemWith(described, answer), answer.statusCode]).toEqual([
            path,
            body,
            null,
            400,
          ]);
        }),
        RUNS,
      );
    }
  });

  test.each(['{', '[[', 'nul', '\u0000'])('whose body is %j and no JSON get 400', async (payload) => {
    const answer = await send('POST', '/admin/resume', {}, payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'malformed_body' } }]);
  });
});

/** The names of all fields, those of a list's elements under the list's name. */
function fieldsOf(value: unknown): string[] {
  const walk = (part: unknown, name: string): string[] => {
    if (Array.isArray(part)) return part.flatMap((element) => walk(element, name));
    if (typeof part !== 'object' || part === null) return [name];
    return Object.entries(part).flatMap(([key, inner]) => walk(inner, name === '' ? key : `${name}.${key}`));
  };
  return [...new Set(walk(value, ''))].sort();
}
