import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { ask } from './support.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('what operators do', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const get = async (path: string) => {
    const response = await fetch(`${textback.gateway.url}/admin/${path}`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    return (await response.json()) as { entries: Record<string, unknown>[]; held: { id: number }[] };
  };
  /** The same command line as an operator's. */
  const operate = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'src/cli/textback.ts', 'operate', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], DATABASE_URL: textback.databaseUrl, LOG_LEVEL: 'silent' },
      },
    );
    return { status, stdout, stderr };
  };

  test('is written down: who, when and what; the same request again is not', async () => {
    const headers = { 'x-operator': 'Kim', 'idempotency-key': 'one' };
    await ask(textback, 'pause', { why: 'a look' }, headers);
    await ask(textback, 'resume', {}, { 'x-operator': 'Lee' });
    const again = await ask(textback, 'pause', { why: 'a look' }, headers);
    expect(again.body).toMatchObject({ result: 'paused', repeated: true });
    expect(await ask(textback, 'resume', {}, headers)).toMatchObject({ status: 409 });
    const { entries } = await get('audit');
    expect(entries).toMatchObject([
      { operator: 'Lee', via: 'api', operation: 'resume', target: 'everywhere', result: 'resumed' },
      { operator: 'Kim', via: 'api', operation: 'pause', target: 'everywhere', result: 'paused' },
    ]);
    expect(Date.now() - Date.parse(String(entries[0]?.['at']))).toBeLessThan(60_000);
    const { rows } = await textback.db.query('SELECT FROM pauses');
    expect(rows).toEqual([]); // the first request's second coming paused nothing
  });

  test('a command does the same, and says what came of it or how it is called', () => {
    expect(operate('pause', '--why', 'a test', '--as', 'Kim')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('paused: Sending is paused: no text goes out') as unknown,
    });
    expect(operate('pauses').stdout).toContain('a test');
    expect(operate('resume')).toMatchObject({ status: 0 });
    expect(operate('audit').stdout).toContain('"via": "command"');
    expect(operate('reprocess-event', '999999')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not_found') as unknown,
    });
    expect(operate('pause')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Usage') as unknown,
    });
    expect(operate('redrive', 'x', 'look')).toMatchObject({ status: 2 });
  }, 60_000);

  test('a held event is handed over once more, or put aside; neither happens to one that is not there', async () => {
    textback.sandbox.twilio.text({ from: '+14155550199', body: 'Hello from nowhere' });
    const [first] = await eventually('it is held', async () => {
      const { held } = await get('held');
      return held.length === 1 ? held : null;
    });
    const id = first?.id ?? 0;
    expect(await ask(textback, `events/${id}/reprocess`)).toMatchObject({
      body: { result: 'handed_over_again' },
    });
    await eventually('it is held again', async () => {
      const { rows } = await textback.db.query<{ outcome: string | null }>(
        'SELECT outcome FROM inbox WHERE id = $1',
        [id],
      );
      return rows[0]?.outcome === 'held';
    });
    expect(await ask(textback, `events/${id}/put-aside`)).toMatchObject({ body: { result: 'put_aside' } });
    expect((await get('held')).held).toEqual([]);
    expect(await ask(textback, `events/${id}/put-aside`)).toMatchObject({ status: 409 });
    expect(await ask(textback, 'events/999999/reprocess')).toMatchObject({ status: 404 });
    expect(await ask(textback, 'events/x/reprocess')).toMatchObject({ status: 400 });
  }, 60_000);

  test('an operation without the admin token is refused, and nothing is written', async () => {
    const before = (await get('audit')).entries.length;
    const response = await fetch(`${textback.gateway.url}/admin/pause`, {
      method: 'POST',
      body: '{"why":"x"}',
    });
    expect(response.status).toBe(401);
    expect((await get('audit')).entries).toHaveLength(before);
  });
});
