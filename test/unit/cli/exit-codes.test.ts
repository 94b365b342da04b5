import { expect, test } from '@jest/globals';
import { exitCodeOf } from '../../../src/cli/shared/exit-codes.js';
import { NotRunning } from '../../../src/cli/shared/reach.js';
import { DatabaseUnavailable } from '../../../src/cli/shared/with-database.js';
import { OperationRefused } from '../../../src/operate/operations/operator.js';
import { ConfigError } from '../../../src/platform/config/read.js';

async function endOf(work: () => Promise<number>) {
  let complained = '';
  const usage = () => Promise.resolve('Usage: ...\n');
  const code = await exitCodeOf(work, usage, (text) => (complained += text));
  return { code, complained };
}

test.each([
  [new OperationRefused('conflict', 'it has ended'), 1, 'conflict: it has ended\n'],
  [new OperationRefused('not_found', 'there is none'), 1, 'not_found: there is none\n'],
  [new OperationRefused('bad_request', 'say what'), 2, 'bad_request: say what\nUsage: ...\n'],
  [
    new ConfigError(['PORT is wrong']),
    2,
    'bad_configuration: The configuration is invalid:\n  - PORT is wrong\n',
  ],
  [new NotRunning('nothing runs'), 2, 'not_running: nothing runs\n'],
])('an expected error is told without a stack: %s', async (error, code, complained) => {
  expect(await endOf(() => Promise.reject(error))).toEqual({ code, complained });
});

test('what a command resolves to is its exit code', async () => {
  expect(await endOf(() => Promise.resolve(1))).toEqual({ code: 1, complained: '' });
});

test('a defect is thrown', async () => {
  const defect = Object.assign(new TypeError('x is undefined'), { code: 'toString' });
  await expect(endOf(() => Promise.reject(defect))).rejects.toBe(defect);
});

test('a database whose addresses all refuse is told in words', () => {
  const refusals = new AggregateError([
    new Error('connect ECONNREFUSED ::1:5'),
    new Error('and 127.0.0.1:5'),
  ]);
  expect(new DatabaseUnavailable(refusals).message).toBe(
    'PostgreSQL takes no connection: connect ECONNREFUSED ::1:5; and 127.0.0.1:5',
  );
});
