import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsePeriod } from '../../../src/operate/report/period.js';
import type { Comparison } from '../../../src/operate/what-if/compare.js';
import { readRecorded } from '../../../src/operate/what-if/read-recorded.js';
import type { RecordedConversation } from '../../../src/operate/what-if/recorded.js';
import { eventually } from '../../support/eventually.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';

const script = fileURLToPath(new URL('../../../src/cli/textback.ts', import.meta.url));

describe('what if: conversations that really ran, run again with other settings', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { FOLLOW_UP_DELAY: '4s', LATE_PHONE_WINDOW: '5s' } });
  });
  afterAll(() => textback.close());

  const whatIf = async (...args: string[]) => {
    const { PATH, HOME } = process.env;
    const env = {
      ...{ PATH, HOME, DATABASE_URL: textback.databaseUrl, QUIET_HOURS: 'off', LATE_PHONE_WINDOW: '5s' },
      ...{ FOLLOW_UP_DELAY: '4s', LOG_LEVEL: 'silent' },
    };
    const child = spawn(process.execPath, ['--import', 'tsx', script, 'what-if', ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, stdout, stderr };
  };
  const compare = async (...args: string[]) => {
    const { status, stdout, stderr } = await whatIf('--json', ...args);
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Comparison;
  };
  const chat = (contact: Record<string, unknown>) =>
    textback.sandbox.drift.startConversation({ contact, body: 'Hello?' }).conversation.id;

  test('every path is reproduced, and another delay changes what it should', async () => {
    const { drift, twilio } = textback.sandbox;
    const texted = chat({ phone: '+12025550161', name: 'Ana' });
    const answered = chat({ phone: '+12025550162' });
    const noPhone = chat({});
    const givenLate = chat({});
    const closed = chat({ phone: '+12025550163' });
    const nobody = drift.startConversation({ contact: { name: 'Ben' }, body: 'Hello?' });
    const refused = chat({ phone: '+12025550164' });
    twilio.setOutcome('+12025550164', { refuse: 21614 });
    drift.say(givenLate, { author: 'visitor', body: 'my number is +1 202 555 0165' });
    await eventually('two seconds have passed', async () => {
      const { rows } = await textback.db.query<{ over: boolean }>(
        `SELECT now() > opened_at + interval '2 seconds' AS over FROM conversations WHERE conversation_id = $1`,
        [closed],
      );
      return rows[0]?.over === true;
    });
    drift.updateContact(nobody.contact.id, { phone: '+12025550167' });
    drift.say(answered, { author: 'rep', body: 'Hi!' });
    drift.setStatus(closed, 'closed');
    for (const id of [answered, noPhone, closed, refused]) await ended(textback, id);
    for (const id of [texted, givenLate, nobody.conversation.id])
      await eventually('the note', () =>
        textback.posts(id).some(({ body }) => body.includes('Textback texted')),
      );
    const waiting = chat({ phone: '+12025550166' });
    await eventually('it is taken up', async () => (await textback.conversation(waiting)) !== null);
    await textback.stopWorkers(); // so that it goes on waiting

    const same = await compare();
    expect(same).toMatchObject({ disagreed: [], agreed: 7, changes: [], moreTexts: 0, fewerTexts: 0 });
    expect(same.leftOut).toEqual([{ why: 'open', count: 1 }]);
    expect(same.before.texts).toBe(4); // one of them Twilio has refused

    const shorter = await compare('--delay', '1s');
    expect(shorter).toMatchObject({ moreTexts: 2, needless: 1, sooner: { count: 4 } });
    expect(shorter.changes).toHaveLength(2);
    expect(shorter.after).toEqual({ texts: 6, segments: 6 });

    drift.say(texted, { author: 'rep', body: 'Sorry for the wait' });
    await eventually('the answer is stored', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM inbox WHERE conversation_id = $1 AND event ->> 'author' = 'rep'`,
        [texted],
      );
      return rows.length === 1;
    });
    const longer = await compare('--delay', '1h');
    expect(longer.changes).toContainEqual({ from: 'text', to: 'answered', count: 1 });
    expect(longer.fewerTexts).toBe(1);

    const emoji = await compare('--template', `{business} 👋 ${'x'.repeat(70)} Reply STOP to opt out.`);
    expect(emoji).toMatchObject({ before: { texts: 4, segments: 4 }, after: { texts: 4, segments: 8 } });

    const { status, stdout } = await whatIf('--delay', '1s');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '2 more texts, 1 of them needless (a person answered between 1 second and 4 seconds)',
    );
    expect(stdout).not.toMatch(/2025550|Ana|Ben/);

    // What was read of a contact without a conversation, and batch by batch.
    const readAll = async (batch: number) => {
      const read: RecordedConversation[] = [];
      const period = parsePeriod({}, 'UTC', Date.now());
      for await (const one of readRecorded(textback.db, period, 'US', batch)) read.push(one);
      return read;
    };
    const read = await readAll(200);
    expect(read).toHaveLength(8);
    expect(await readAll(1)).toEqual(read);
    expect(await readAll(3)).toEqual(read);
    const byContact = read.find(({ conversationId }) => conversationId === nobody.conversation.id);
    expect(byContact).toMatchObject({
      phoneAtFirst: 'none',
      phone: '+12025550167',
      happened: { kind: 'text' },
    });
    expect(byContact?.events.map(({ event }) => event.kind)).toEqual(['phone_given']);
  });

  test('a bad call ends with 2 and says what it should be', async () => {
    const { status, stderr } = await whatIf('--delay', 'soon');
    expect(status).toBe(2);
    expect(stderr).toContain('bad_request: --delay is "soon": should be a time such as 5m, 90s or 1h');
    expect((await whatIf('--nonsense')).status).toBe(2);
  });
});
