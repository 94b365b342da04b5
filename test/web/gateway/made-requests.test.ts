import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { anything, valid } from './arbitrary.js';
import { Judge, operationsOf, readDescription, send, type Described } from './described-api.js';
import { ask, validRequest, wellFormed } from './made-request.js';
import { fillRecords, setStage, type Stage } from './stage.js';

let stage: Stage;
let operations: Described[];
let judge: Judge;
beforeAll(async () => {
  stage = await setStage();
  await fillRecords(stage.pool);
  const api = await readDescription(stage);
  judge = new Judge(api);
  operations = operationsOf(api);
});
afterAll(() => stage.close());

const RUNS = { numRuns: 25 };

describe('requests made from the description', () => {
  test('that are as it says get an answer as it says, and never a 5xx', async () => {
    for (const described of operations) {
      const { path, operation } = described;
      await fc.assert(
        fc.asyncProperty(validRequest(operation), async (request) => {
          const answer = await ask(stage, described, request);
          expect([path, judge.problemWith(described, answer)]).toEqual([path, null]);
        }),
        RUNS,
      );
    }
  });

  test('that are not get 400 with the one form of an error', async () => {
    for (const described of operations) {
      const { path, operation } = described;
      for (const place of ['path', 'query', 'header'] as const) {
        const checked = (operation.parameters ?? []).filter(
          ({ in: where, schema }) =>
            where === place && (schema.type === 'integer' || schema.pattern !== undefined),
        );
        for (const { name, schema } of checked) {
          // What names no conversation is not there: 404.
          const status = place === 'path' && schema.type === 'string' ? 404 : 400;
          const wrong = anything
            .map(wellFormed)
            .map((value) => (place === 'header' ? value.replace(/[^ -~]/g, '').trim() : value))
            .filter((value) => value !== '' && value !== '.' && value !== '..' && value.length <= 90)
            .filter(
              (value) =>
                !judge.takes(
                  schema,
                  schema.type === 'integer' && value.trim() !== '' ? Number(value) : value,
                ),
            );
          await fc.assert(
            fc.asyncProperty(validRequest(operation), wrong, async (request, value) => {
              const answer = await ask(stage, described, {
                ...request,
                [place]: { ...request[place], [name]: value },
              });
              expect([path, name, value, judge.problemWith(described, answer)]).toEqual([
                path,
                name,
                value,
                null,
              ]);
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
      const { path, operation } = described;
      const schema = operation.requestBody?.content['application/json'].schema ?? {};
      const spoiled = fc
        .tuple(valid(schema), fc.constantFrom(...Object.keys(schema.properties ?? {}), 'another'), anything)
        .map(([body, name, value]) => ({ ...(body as object), [name]: value }));
      const wrong = fc
        .oneof(anything, spoiled)
        .filter((body) => !judge.takes(schema, JSON.parse(JSON.stringify(body))));
      await fc.assert(
        fc.asyncProperty(validRequest(operation), wrong, async (request, body) => {
          const answer = await ask(stage, described, { ...request, body });
          expect([path, body, judge.problemWith(described, answer), answer.statusCode]).toEqual([
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
    const answer = await send(stage, 'POST', '/admin/resume', {}, payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'malformed_body' } }]);
  });
});
