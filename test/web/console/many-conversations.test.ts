import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listQuery, type ListAsked } from '../../../src/web/console/data/conversation-list.js';
import { FIRST_CONVERSATION, generateConversations } from './generated.js';
import { Asker, startConsole, type ConsoleUnderTest } from './support.js';

const MANY = 100_000;

describe('with 100,000 conversations the list and the search stay fast', () => {
  let console_: ConsoleUnderTest;
  let asker: Asker;
  const any: ListAsked = {
    state: null,
    reason: null,
    contact: null,
    phone: null,
    before: null,
    orgs: null,
    limit: 51,
  };
  const someone = FIRST_CONVERSATION + 42_000; // has a phone number

  beforeAll(async () => {
    console_ = await startConsole();
    await generateConversations(console_.pool, MANY, 60);
    asker = new Asker(console_.url);
    await asker.signIn();
  }, 120_000);
  afterAll(() => console_.close());

  const digest = async () => {
    const { rows } = await console_.pool.query<{ digest: string; phone: string; contact: number }>(
      `SELECT encode(phone_digest, 'hex') AS digest, phone, contact_id AS contact FROM conversations WHERE conversation_id = $1`,
      [someone],
    );
    return rows[0] ?? { digest: '', phone: '', contact: 0 };
  };

  interface Plan {
    readonly 'Node Type': string;
    readonly 'Relation Name'?: string;
    readonly 'Actual Rows': number;
    readonly 'Rows Removed by Filter'?: number;
    readonly 'Actual Loops': number;
    readonly Plans?: readonly Plan[];
  }

  /** Rows of conversations that a statement looks at, those that it passes over too, and whether it reads the whole table. */
  async function costOf(asked: ListAsked): Promise<{ rows: number; readsAll: boolean }> {
    const { sql, values } = listQuery(asked);
    const { rows } = await console_.pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      values,
    );
    const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    const scans = (plan === undefined ? [] : nodes(plan)).filter(
      (node) => node['Relation Name'] === 'conversations',
    );
    expect(scans.length).toBeGreaterThan(0);
    return {
      rows: scans.reduce(
        (all, node) =>
          all + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
        0,
      ),
      readsAll: scans.some((node) => node['Node Type'] === 'Seq Scan'),
    };
  }

  test('no view of the list reads the table or a large part of it, on the first page and deep down', async () => {
    const { digest: phone, contact } = await digest();
    const { rows: deep } = await console_.pool.query<{ cursor: string }>(
      `SELECT (extract(epoch FROM opened_at) * 1000000)::bigint || '-' || conversation_id AS cursor
       FROM conversations ORDER BY opened_at DESC OFFSET 80000 LIMIT 1`,
    );
    const before = deep[0]?.cursor ?? '';
    const views: ListAsked[] = [
      any,
      { ...any, before },
      { ...any, state: 'done' },
      { ...any, state: 'done', before },
      { ...any, state: 'waiting' },
      { ...any, reason: 'invalid_phone' },
      { ...any, reason: 'invalid_phone', before },
      { ...any, reason: 'stopped' },
      { ...any, contact },
      { ...any, phone },
    ];
    for (const view of views) {
      const { rows, readsAll } = await costOf(view);
      expect({ view, readsAll }).toEqual({ view, readsAll: false });
      expect({ view, tooMany: rows > MANY / 40 ? rows : null }).toEqual({ view, tooMany: null });
    }
  });

  test('pages follow each other without a gap or a row that comes twice', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/console/conversations?reason=invalid_phone';
    for (let page = 0; page < 3 && path !== undefined; page += 1) {
      const { body } = await asker.get(path);
      seen.push(
        ...[...body.matchAll(/scope="row">\s*<a href="\/console\/conversations\/(\d+)["?]/g)].map(
          ([, id = '']) => id,
        ),
      );
      path = /class="older"><a class="button" href="([^"]+)"/
        .exec(body)?.[1]
        ?.replaceAll('&#38;', '&')
        .replaceAll('&#61;', '=');
    }
    const { rows } = await console_.pool.query<{ id: string }>(
      `SELECT conversation_id::text AS id FROM conversations WHERE reason = 'invalid_phone'
       ORDER BY opened_at DESC, conversation_id DESC LIMIT 150`,
    );
    expect(seen).toHaveLength(150);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  test('a search by phone, conversation and contact finds its one', async () => {
    const { phone, contact } = await digest();
    const search = async (q: string) =>
      (await asker.submit('/console/conversations', '/console/conversations/search', { q })).location ?? '';
    expect(await search(String(someone))).toBe(`/console/conversations/${someone}`);
    expect(await search(String(contact))).toBe(`/console/conversations?contact=${contact}`);
    expect((await asker.get(await search(phone))).body).toContain(`/console/conversations/${someone}"`);
  });

  test('today’s page and a conversation’s page come well within their time-out', async () => {
    for (const path of ['/console', `/console/conversations/${someone}`]) {
      const startedAt = performance.now();
      expect((await asker.get(path)).status).toBe(200);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    }
  });
});
