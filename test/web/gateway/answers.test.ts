import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { send } from './described-api.js';
import { CONVERSATION, fillRecords, setStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await fillRecords(stage.pool);
});
afterAll(() => stage.close());

describe('an answer of the admin API', () => {
  /** The fields that clients read; a schema that left one out would strip it. */
  test.each<[string, string[]]>([
    [
      `/admin/conversations/${CONVERSATION}`,
      [
        'conversationId',
        'dueAt',
        'openedAt',
        'optedOut',
        'orgId',
        'phoneProvedBy',
        'phoneStatus',
        'quietUntil',
        'reason',
        'state',
        'texts.at',
        'texts.errorCode',
        'texts.id',
        'texts.messageId',
        'texts.purpose',
        'texts.sid',
        'texts.state',
        'visitorTexts',
        'workflowId',
      ],
    ],
    [
      '/admin/held',
      [
        'held.code',
        'held.detail',
        'held.eventKey',
        'held.id',
        'held.kind',
        'held.orgId',
        'held.receivedAt',
        'next',
      ],
    ],
    [
      '/admin/parked',
      [
        'parked.attemptedAt',
        'parked.attempts',
        'parked.conversationId',
        'parked.errorCode',
        'parked.id',
        'parked.medium',
        'parked.orgId',
        'parked.purpose',
        'parked.state',
      ],
    ],
    [
      '/admin/audit',
      [
        'entries.at',
        'entries.conversationId',
        'entries.id',
        'entries.operation',
        'entries.operator',
        'entries.orgId',
        'entries.result',
        'entries.target',
        'entries.via',
        'next',
      ],
    ],
    ['/admin/pauses', ['pauses.by', 'pauses.of', 'pauses.orgId', 'pauses.since', 'pauses.why']],
  ])('of %s has all its fields, as ever', async (url, fields) => {
    expect(fieldsOf((await send(stage, 'GET', url)).json())).toEqual(fields);
  });

  test('of /admin/report has every count, every reason and every day', async () => {
    const report = (await send(stage, 'GET', '/admin/report?zone=UTC')).json() as Record<
      'total' | 'days',
      unknown
    >;
    const { reasons } = await import('../../../src/contracts/reasons.js');
    const counts = [
      'addsUp',
      ...Object.keys(reasons).map((reason) => `reasons.${reason}`),
      'takenUp',
      'texted',
      'waiting',
    ];
    expect(Object.keys(report).sort()).toEqual(['days', 'from', 'to', 'total', 'zone']);
    expect(fieldsOf(report.total)).toEqual(counts.sort());
    expect(fieldsOf(report.days)).toEqual([...counts, 'day'].sort());
  });

  test('has its times as JSON has always had them', async () => {
    const { openedAt, texts } = (await send(stage, 'GET', `/admin/conversations/${CONVERSATION}`)).json() as {
      openedAt: string;
      texts: { at: string }[];
    };
    expect(openedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(texts[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+\d\d:\d\d$/);
  });
});

/** The names of all fields, those of a list's elements under the list's name. */
function fieldsOf(value: unknown): string[] {
  const walk = (part: unknown, name: string): string[] => {
    if (Array.isArray(part)) return part.flatMap((element) => walk(element, name));
    if (typeof part !== 'object' || part === null) return [name];
    return Object.entries(part).flatMap(([key, inner]) => walk(inner, name === '' ? key : `${name}.${key}`));
  };
  return [...new Set(walk(value, ''))].sort();
}
