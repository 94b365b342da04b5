import { describe, expect, test } from '@jest/globals';
import { whySandboxFailed } from '../../../src/local/sandbox-missing.js';

const absent = new URL('./no-such-folder/', import.meta.url);
const present = new URL('./', import.meta.url);
const notFound = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });

describe('why the sandbox could not be loaded', () => {
  test('a folder that was left out is named, with what to do', () => {
    const error = whySandboxFailed(notFound, absent);
    expect(error).toMatchObject({ name: 'LocalServerError', code: 'SANDBOX_MISSING', cause: notFound });
    expect((error as Error).message).toContain('sandbox/');
  });

  test('a module that is missing beside an existing folder stays what it is', () => {
    expect(whySandboxFailed(notFound, present)).toBe(notFound);
  });

  test('any other error stays what it is', () => {
    const defect = new TypeError('a defect');
    expect(whySandboxFailed(defect, absent)).toBe(defect);
  });
});
