import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

/** Every route of the operator, with what it is asked here. */
const routes = ['/admin/report', '/admin/held', '/admin/conversations/1'];

describe("the operator's routes", () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ workers: 0 });
  });
  afterAll(() => textback.close());

  const get = (path: string, token = textback.config.adminToken) =>
    fetch(textback.gateway.url + path, {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    });
  const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;

  test.each(routes)('%s says nothing without the admin token, not even what was wrong', async (route) => {
    for (const path of [route, `${route}?from=x&before=x`])
      for (const token of [null, 'wrong', 'sandbox-admin-token2']) {
        const answer = await get(path, token);
        expect([answer.status, await answer.json()]).toMatchObject([
          401,
          { error: { code: 'unauthorized' } },
        ]);
      }
  });

  test.each([
    ['/admin/report?from=2026-02-30', 'from should be a day such as 2026-01-31'],
    ['/admin/report?to=yesterday', 'to should be a day such as 2026-01-31'],
    ['/admin/report?from=2026-01-02&to=2026-01-01', 'should not be after'],
    ['/admin/report?from=2020-01-01&to=2026-01-01', 'at most 366 days'],
    ['/admin/report?zone=Mars/Olympus', 'IANA time zone'],
    ['/admin/report?zone=%2B05:30', 'IANA time zone'],
    ['/admin/report?from=2026-01-01&from=2026-01-02', 'from should be given once'],
    ['/admin/held?before=x', 'before should be'],
    ['/admin/held?before=1&before=2', 'before should be'],
  ])('%s: 400, and what it should be', async (path, words) => {
    const answer = await get(path);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { code: 'bad_request', message: expect.stringContaining(words) as unknown } },
    ]);
  });

  test('nothing seen yet: a report of zeros, which adds up', async () => {
    const report = await json<{ total: unknown; days: unknown }>('/admin/report');
    expect(report).toMatchObject({ total: { takenUp: 0, texted: 0, waiting: 0, addsUp: true }, days: [] });
  });

  interface Page {
    held: { id: number; kind: string; detail: string; eventKey: string; receivedAt: string }[];
    next: number | null;
  }

  test('held events: newest first, page by page, each once, and neither a number nor a word of anybody', async () => {
    expect(await json('/admin/held')).toEqual({ held: [], next: null });
    await textback.addWorker();
    const { twilio } = textback.sandbox;
    // Nobody has texted these phones: there is no thread that they could belong to.
    for (let i = 0; i < 53; i++) twilio.text({ from: `+1415555${1000 + i}`, body: 'Hello from nowhere' });
    const countHeld = async () => {
      const page = await (await fetch(`${textback.gateway.url}/metrics`)).text();
      return Number(/^textback_held_events (\d+)$/m.exec(page)?.[1]);
    };
    await eventually('all are held, and the gauge says so', async () => (await countHeld()) === 53);

    const first = await json<Page>('/admin/held');
    expect(first.held).toHaveLength(50);
    const second = await json<Page>(`/admin/held?before=${first.next ?? ''}`);
    expect([second.held.length, second.next]).toEqual([3, null]);
    const all = [...first.held, ...second.held];
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    for (const event of all) {
      expect(Object.keys(event).sort()).toEqual([
        'code',
        'detail',
        'eventKey',
        'id',
        'kind',
        'orgId',
        'receivedAt',
      ]);
      expect(event.eventKey).toMatch(/^SM[0-9a-f]{32}:received$/);
      expect(event).toMatchObject({ kind: 'text_received', detail: expect.any(String) as unknown });
    }
    expect(JSON.stringify(all)).not.toMatch(/\+1|nowhere/);
  });
});
