import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { z } from 'zod';
import { answers } from './answers.js';
import type { AdminScope } from './scope.js';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Textback admin API',
    version: '1',
    description:
      "What operators and their scripts ask of Textback. IDs of conversations are Drift's. Times are ISO 8601, in UTC unless " +
      'an offset says otherwise. No answer holds a phone number or the words of a message.',
    license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' },
  },
  tags: [
    { name: 'conversations', description: 'What became of conversations, and why.' },
    { name: 'settling', description: 'Events and sends that wait for an operator.' },
    { name: 'sending', description: 'Pausing all texts, and letting them go on.' },
    { name: 'records', description: 'What operators have done, and this description.' },
  ],
  components: {
    securitySchemes: {
      adminToken: { type: 'http', scheme: 'bearer', description: 'The value of `ADMIN_TOKEN`.' },
    },
  },
  security: [{ adminToken: [] }],
} satisfies Partial<OpenAPIV3_1.Document>;

export type Tag = (typeof description.tags)[number]['name'];

/** Gathers what the scope's routes say of themselves, and answers it. To be called before they are declared. */
export async function describeScope(scope: AdminScope, publicUrl: () => string): Promise<void> {
  await scope.register(swagger, {
    openapi: description,
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutInputs(jsonSchemaTransformObject(document)),
  });
  scope.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'describeApi',
        tags: ['records'] satisfies Tag[],
        summary: 'The description of all admin endpoints',
        description: 'OpenAPI 3.1, made from what the endpoints check.',
        response: answers('The description.', z.looseObject({})),
      },
    },
    () => ({ ...scope.swagger(), servers: [{ url: publicUrl() }] }),
  );
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** Named schemas stand for answers only; the form that they would have in a request is used by nobody. */
function withoutInputs(document: Document): Document {
  const schemas = 'components' in document ? (document.components.schemas ?? {}) : {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) Reflect.deleteProperty(schemas, name);
  return document;
}
