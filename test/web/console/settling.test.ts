import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Asker, putConversation, startConsole, type ConsoleUnderTest } from './support.js';

const ID = 4113510504;

describe('what is held and what is parked is settled from the console, and written down', () => {
  let console_: ConsoleUnderTest;
  let asker: Asker;
  let ledgerId: string;

  beforeAll(async () => {
    console_ = await startConsole();
    const { pool } = console_;
    await putConversation(pool, { id: ID, state: 'bridging', phone: '+12025550172', phoneStatus: 'usable' });
    await pool.query(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail, settled_at)
       SELECT 7007, 'drift', 'held:' || n, 'held:' || n, 'new_message', 'message', '{}', '{}', now(), 'held', 'made for the test', now()
       FROM generate_series(1, 2) n`,
    );
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
       VALUES (7007, $1, 'sms', 'relay', 'relay:1', 'words', 'parked', 3, now()) RETURNING id`,
      [ID],
    );
    ledgerId = rows[0]?.id ?? '';
    asker = new Asker(console_.url);
    await asker.signIn();
  });
  afterAll(() => console_.close());

  const audited = async () => {
    const { rows } = await console_.pool.query<{ operation: string; result: string; operator: string }>(
      'SELECT operation, result, operator FROM audit_log ORDER BY id DESC LIMIT 1',
    );
    return rows[0];
  };

  test('a held event is handed over once more', async () => {
    const { location } = await asker.submit('/console/held', '/console/events/1/reprocess');
    expect(location).toBe('/console/held?done=handed_over_again');
    expect((await asker.get(location ?? '')).body).toContain('The event is being reprocessed.');
    const { rows } = await console_.pool.query('SELECT outcome FROM inbox WHERE id = 1');
    expect(rows).toEqual([{ outcome: null }]);
    expect(await audited()).toEqual({
      operation: 'reprocess_event',
      result: 'handed_over_again',
      operator: 'Nadia',
    });
  });

  test('a held event is put aside', async () => {
    expect((await asker.submit('/console/held', '/console/events/2/put-aside')).location).toBe(
      '/console/held?done=put_aside',
    );
    expect((await asker.get('/console/held')).body).toContain('Nothing is held.');
  });

  test('a parked send is looked for again, from the list and from its conversation', async () => {
    const action = `/console/sends/${ledgerId}/redrive`;
    for (const page of ['/console/parked', `/console/conversations/${ID}`]) {
      await console_.pool.query("UPDATE ledger SET state = 'parked' WHERE id = $1", [ledgerId]);
      expect((await asker.submit(page, action)).location).toBe(`${page}?done=look_started`);
      expect(await audited()).toMatchObject({ operation: 'redrive_send', result: 'look_started' });
    }
  });

  test('a send that has been under way for over an hour is settled like a parked one; one of a minute ago is left to itself', async () => {
    const underWay = (state: string, since: string) =>
      console_.pool.query('UPDATE ledger SET state = $2, updated_at = now() - $3::interval WHERE id = $1', [
        ledgerId,
        state,
        since,
      ]);
    const action = `/console/sends/${ledgerId}/redrive`;
    for (const state of ['sending', 'ambiguous']) {
      for (const page of ['/console/parked', `/console/conversations/${ID}`]) {
        await underWay(state, '61 minutes');
        expect((await asker.submit(page, action)).location).toBe(`${page}?done=look_started`);
        await underWay(state, '1 minute');
        expect((await asker.get(page)).body).not.toContain(action);
      }
    }
  });

  test('a parked send is left as it is, and leaves the list', async () => {
    await console_.pool.query("UPDATE ledger SET state = 'parked' WHERE id = $1", [ledgerId]);
    const action = `/console/sends/${ledgerId}/redrive`;
    expect((await asker.submit('/console/parked', action, { how: 'leave' })).location).toBe(
      '/console/parked?done=left',
    );
    expect((await asker.get('/console/parked')).body).toContain('Nothing is parked.');
  });

  test('what cannot be done is said, and nothing is changed', async () => {
    await console_.pool.query("UPDATE ledger SET state = 'delivered' WHERE id = $1", [ledgerId]);
    const { body: page } = await asker.get('/console/sending');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const form = { _csrf: csrf, requestId: 'settle-1' };
    const refused = await asker.post(`/console/sends/${ledgerId}/redrive`, { ...form, how: 'look' });
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('this send is delivered');
    expect((await asker.post('/console/events/999/reprocess', form)).status).toBe(404);
    expect((await asker.post(`/console/sends/${ledgerId}/redrive`, { ...form, how: 'burn' })).status).toBe(
      400,
    );
    expect((await asker.post('/console/sending/pause', { ...form, org: '', why: ' ' })).status).toBe(400);
    expect((await asker.post('/console/sending/pause', { ...form, why: 'no org' })).status).toBe(400);
    const away = { ...form, back: 'https://evil.test', how: 'look' };
    await console_.pool.query("UPDATE ledger SET state = 'parked', left_at = NULL WHERE id = $1", [ledgerId]);
    expect((await asker.post(`/console/sends/${ledgerId}/redrive`, away)).location).toBe(
      '/console?done=look_started',
    );
  });
});
