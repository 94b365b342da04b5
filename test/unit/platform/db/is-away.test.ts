import { expect, test } from '@jest/globals';
import { isDatabaseAway } from '../../../../src/platform/db/is-away.js';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

test.each([
  new Error('timeout exceeded when trying to connect'),
  new Error('Query read timeout'),
  new Error('Connection terminated due to connection timeout'),
  new Error('Connection terminated unexpectedly'),
  withCode('57014', 'canceling statement due to statement timeout'),
  withCode('57P01'),
  withCode('53300'),
  withCode('08006'),
  withCode('ECONNREFUSED'),
])('PostgreSQL is away: %p', (error) => expect(isDatabaseAway(error)).toBe(true));

test.each([
  new Error('x is not a function'),
  withCode('42P01', 'relation "x" does not exist'),
  withCode('23505'),
  withCode('FST_CSRF_INVALID_TOKEN'),
  'Query read timeout',
  null,
])('a defect, or an error of something else: %p', (error) => expect(isDatabaseAway(error)).toBe(false));
