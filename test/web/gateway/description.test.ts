import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationsOf, readDescription, type Described, type Description } from './described-api.js';
import { setStage, type Stage } from './stage.js';

let stage: Stage;
let api: Description;
let operations: Described[];
beforeAll(async () => {
  stage = await setStage();
  api = await readDescription(stage);
  operations = operationsOf(api);
});
afterAll(() => stage.close());

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
    for (const { path, method, operation } of operations) {
      expect([path, operation]).toEqual([
        path,
        expect.objectContaining({
          operationId: expect.any(String) as unknown,
          summary: expect.any(String) as unknown,
          description: expect.any(String) as unknown,
          tags: [expect.any(String)],
        }),
      ]);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining([
          path === '/admin/orgs/{orgId}/tokens' && method === 'post' ? '201' : '200',
          '401',
          '403',
          '500',
        ]),
      );
    }
  });

  test('says of every field what it holds', () => {
    const fields = fieldsOf(api);
    expect(fields.length).toBeGreaterThan(40);
    expect(fields.filter(([, schema]) => !HOLDS.some((key) => key in schema)).map(([name]) => name)).toEqual(
      [],
    );
  });
});

/** One of these says what a schema takes; a schema without any of them takes everything. */
const HOLDS = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'];

/** All properties of all schemas below, each with its own schema. */
function fieldsOf(part: unknown): [name: string, schema: object][] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]: [string, unknown]) => [
    ...(key === 'properties' ? Object.entries(inner as Record<string, object>) : []),
    ...fieldsOf(inner),
  ]);
}
