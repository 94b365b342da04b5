import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer } from '../../unit/support/ask.js';
import type { Schema } from './arbitrary.js';
import { ADMIN_TOKEN, type Stage } from './stage.js';

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, unknown>>;
}
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
/** An operation and where it stands. */
export interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** Sends a request with the admin token. */
export const send = (
  stage: Stage,
  method: string,
  url: string,
  headers: Record<string, string> = {},
  payload?: string,
) =>
  stage.ask({
    method,
    url,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

/** The description as the gateway answers it. */
export async function readDescription(stage: Stage): Promise<Description> {
  return (await send(stage, 'GET', '/admin/openapi.json')).json() as Description;
}

export const operationsOf = ({ paths }: Description): Described[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Judges answers by a description. */
export class Judge {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  constructor(description: Description) {
    this.#ajv.addSchema(description, 'api');
  }

  /** Whether a schema of the description takes a value. */
  takes(schema: Schema, value: unknown): boolean {
    return this.#ajv.validate(schema, value);
  }

  /** Null if the operation declares such an answer: its status, and the form of its body. */
  problemWith({ path, method, operation }: Described, answer: Answer): string | null {
    const status = String(answer.statusCode);
    if (status.startsWith('5')) return `${status}: ${answer.body}`;
    if (operation.responses[status] === undefined) return `${status} is not declared: ${answer.body}`;
    const steps = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'];
    const pointer = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const check: ValidateFunction =
      this.#ajv.getSchema(`api#/${pointer}`) ?? this.#ajv.compile({ $ref: `api#/${pointer}` });
    return check(answer.json()) ? null : `${status} ${JSON.stringify(check.errors)}: ${answer.body}`;
  }
}
