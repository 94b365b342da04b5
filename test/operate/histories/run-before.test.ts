import { describe, expect, test } from '@jest/globals';
import { runBefore } from '../../../src/operate/histories/run-before.js';

describe('the run that a run goes on from', () => {
  const started = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'before' } };
  const first = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: '' } };
  const reset = { workflowTaskFailedEventAttributes: { baseRunId: 'base', newRunId: 'new' } };
  const failed = { workflowTaskFailedEventAttributes: { baseRunId: '', newRunId: '' } };

  test('the one that continued as new', () => expect(runBefore({ events: [started] })).toBe('before'));
  test('none, for the first', () => expect(runBefore({ events: [first] })).toBeNull());
  test('none, for a history without events', () => expect(runBefore({})).toBeNull());
  test('the one that was reset, also where that had continued as new', () =>
    expect(runBefore({ events: [started, reset] })).toBe('base'));
  test('a workflow task that failed for another reason is no reset', () =>
    expect(runBefore({ events: [first, failed] })).toBeNull());
});
