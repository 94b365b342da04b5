import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { z } from 'zod';
import { needs } from '../../../access/access.js';
import { answers } from './answers.js';
import type { AdminScope } from './scope.js';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Textback admin API',
    version: '1',
    description:
      "For operators and their scripts. Conversation IDs are Drift's. Times are ISO 8601, in UTC unless they carry an offset. " +
      'No response contains a phone number or message text.',
    license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' },
  },
  tags: [
    { name: 'conversations', description: 'Conversations and their outcomes.' },
    { name: 'settling', description: 'Events and sends that need an operator.' },
    { name: 'sending', description: 'Pause and resume texts.' },
    { name: 'orgs', description: 'The companies of this installation: connections and settings.' },
    { name: 'people', description: 'Personal tokens.' },
    { name: 'records', description: 'The audit log, and this description.' },
  ],
  components: {
    securitySchemes: {
      adminToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'The value of `ADMIN_TOKEN`, or a personal token.',
      },
    },
  },
  security: [{ adminToken: [] }],
} satisfies Partial<OpenAPIV3_1.Document>;

export type Tag = (typeof description.tags)[number]['name'];

/** Collects the schemas of the scope's routes and serves them as OpenAPI. Call it before the routes are declared. */
export async function describeScope(scope: AdminScope, adminUrl: () => string): Promise<void> {
  await scope.register(swagger, {
    openapi: description,
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutInputs(jsonSchemaTransformObject(document)),
  });
  scope.get(
    '/openapi.json',
    {
      config: needs('describe_api'),
      schema: {
        operationId: 'describeApi',
        tags: ['records'] satisfies Tag[],
        summary: 'Get this description',
        description: 'OpenAPI 3.1, generated from the schemas that validate requests and responses.',
        response: answers('The OpenAPI document.', z.looseObject({})),
      },
    },
    () => ({ ...scope.swagger(), servers: [{ url: adminUrl() }] }),
  );
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** Drops the request forms of named schemas: only responses use named schemas. */
function withoutInputs(document: Document): Document {
  const schemas = 'components' in document ? (document.components.schemas ?? {}) : {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) Reflect.deleteProperty(schemas, name);
  return document;
}
