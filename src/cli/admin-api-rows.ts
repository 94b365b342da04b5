import type { OpenAPIV3_1 } from 'openapi-types';

/** A row for each endpoint of a description: what is asked, what it does, what it takes, what else it answers. */
export function endpointRows({ paths = {} }: Partial<OpenAPIV3_1.Document>): string[][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [rowOf(`${method.toUpperCase()} ${path}`, operation)];
    }),
  );
}

function rowOf(endpoint: string, operation: OpenAPIV3_1.OperationObject): string[] {
  const { summary = '', description = '', responses = {} } = operation;
  const refusals = Object.keys(responses).filter(
    (status) => !['200', '201', '401', '403', '429', '500'].includes(status),
  );
  return [`\`${endpoint}\``, `${summary}. ${description}`, taken(operation).join('; '), refusals.join(', ')];
}

/** Query parameters and the fields of a body; the path names its own, and all operations take the same headers. */
function taken({ parameters = [], requestBody }: OpenAPIV3_1.OperationObject): string[] {
  const query = parameters.flatMap((p) =>
    'name' in p && p.in === 'query' ? [said(`?${p.name}=`, p.description)] : [],
  );
  const content = requestBody !== undefined && 'content' in requestBody ? requestBody.content : {};
  const body = content['application/json']?.schema;
  const fields = body !== undefined && 'properties' in body ? Object.entries(body.properties ?? {}) : [];
  return [...query, ...fields.map(([name, field]) => said(name, field.description))];
}

const said = (name: string, description = '') => `\`${name}\` ${description}`;
