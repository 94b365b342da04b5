import { z } from 'zod';
import { errorCodes, type ErrorCode, type HttpErrorCode } from '../../../../platform/errors/codes.js';

const isHttp = (code: ErrorCode): code is HttpErrorCode => 'status' in errorCodes[code];
const httpErrorCodes = (Object.keys(errorCodes) as ErrorCode[]).filter(isHttp);

/** The body of every error response. */
const errorAnswer = z
  .object({
    error: z.object({
      code: z.enum(httpErrorCodes),
      message: z.string().meta({ description: 'What is wrong, in English; the wording may change.' }),
      requestId: z.string().meta({ description: 'The log line about this request has the same ID.' }),
    }),
  })
  .meta({
    id: 'Error',
    description: 'The body of every response other than 2xx.',
    examples: [
      {
        error: {
          code: 'bad_request',
          message: 'before should be the ID of a held event',
          requestId: 'req-1',
        },
      },
    ],
  });

interface Answer<T extends z.ZodType> {
  readonly description: string;
  readonly content: { readonly 'application/json': { readonly schema: T } };
}

const answer = <T extends z.ZodType>(description: string, schema: T): Answer<T> => ({
  description,
  content: { 'application/json': { schema } },
});

/** All responses of a route: `schema` with 200, each of `codes` with its status, and the errors that every admin route may return. */
export function answers<T extends z.ZodType>(description: string, schema: T, ...codes: HttpErrorCode[]) {
  const errors: Record<string, Answer<typeof errorAnswer>> = {};
  for (const code of [
    ...codes,
    'unauthorized',
    'forbidden',
    'too_many_wrong_tokens',
    'storage_unavailable',
    'internal_error',
  ] as const) {
    const { status, means } = errorCodes[code];
    const others = errors[status] === undefined ? '' : `${errors[status].description} `;
    errors[status] = answer(`${others}\`${code}\`: ${means}`, errorAnswer);
  }
  return { ...errors, 200: answer(description, schema) };
}

/** The same for a route that makes something: `schema` with 201. */
export function madeAnswers<T extends z.ZodType>(description: string, schema: T, ...codes: HttpErrorCode[]) {
  const { 200: made, ...errors } = answers(description, schema, ...codes);
  return { ...errors, 201: made };
}
