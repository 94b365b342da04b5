/** Why a picture or file is not kept, for good: the code in the records, and the words that people are told. */
export const refusals = {
  forbidden_address: 'its address is not allowed',
  too_many_redirects: 'its link redirects too often',
  too_large: 'it is larger than 5 MB',
  empty: 'it is empty',
  gone: 'it is no longer there',
  not_served: 'access to it was denied',
  not_a_file: 'the download was not a file',
} as const;

export type Refusal = keyof typeof refusals;

/** A file that will not be had however often it is asked for. */
export class MediaRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`the file was refused: ${refusal}`);
    this.name = 'MediaRefused';
    this.refusal = refusal;
  }
}

/** For a row of the records, whose code an older or newer release may have written. */
export const refusalWords = (code: string | null): string =>
  code !== null && code in refusals ? refusals[code as Refusal] : 'it could not be downloaded in time';
