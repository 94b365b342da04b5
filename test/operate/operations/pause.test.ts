import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { ask, waitsWhilePaused } from './support.js';

const PHONE = '+12025550101';
const OTHER = '+12025550102';
const HOUR = 3_600_000;

describe('while an operator has paused texts', () => {
  let textback: Textback;
  beforeEach(async () => {
    textback = await startTextback();
  });
  afterEach(() => textback.close());

  const chat = (phone: string) =>
    textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
  const waitsPaused = (id: number) => waitsWhilePaused(textback, id);

  test('none goes out, texts of visitors reach Drift, and what waits goes out once they are resumed', async () => {
    const { twilio, drift } = textback.sandbox;
    const open = chat(PHONE);
    await eventually('the first text', () => textback.texts().length === 1);
    const paused = await ask(textback, 'pause', { why: 'a wrong template' });
    expect(paused).toMatchObject({ status: 200, body: { result: 'paused', repeated: false } });
    expect(await ask(textback, 'pause', { why: 'again' })).toMatchObject({
      body: { result: 'already_paused' },
    });

    const waiting = chat(OTHER);
    drift.say(open, { author: 'rep', body: 'One moment' });
    twilio.text({ from: PHONE, body: 'Are you there?' });
    await eventually("the visitor's text is in Drift", () =>
      textback.posts(open).some(({ body }) => body.includes('Are you there?')),
    );
    await waitsPaused(waiting);
    expect(textback.texts()).toHaveLength(1);

    expect(await ask(textback, 'resume')).toMatchObject({ body: { result: 'resumed' } });
    await eventually('both go out', () => textback.texts().length === 3, 40_000);
    expect(
      textback
        .texts()
        .map(({ to }) => to)
        .sort(),
    ).toEqual([PHONE, PHONE, OTHER]);
    expect(await ask(textback, 'resume')).toMatchObject({ body: { result: 'not_paused' } });
  }, 90_000);

  test('a person who answers meanwhile is enough: no text follows when they are resumed', async () => {
    await ask(textback, 'pause', { why: 'night' });
    const id = chat(PHONE);
    await waitsPaused(id);
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Hi!' });
    expect(await ended(textback, id)).toMatchObject({ reason: 'answered' });
    await ask(textback, 'resume');
    expect(textback.texts()).toEqual([]);
  }, 60_000);

  test('a conversation whose workflow an operator has terminated gets no text when they are resumed', async () => {
    await ask(textback, 'pause', { why: 'night' });
    const id = chat(PHONE);
    await waitsPaused(id);
    const { workflow_id = '' } = (await textback.conversation(id)) ?? {};
    await textback.client.workflow.getHandle(workflow_id).terminate('by hand');
    await ask(textback, 'resume');
    await eventually('the request is dealt with', async () => {
      const { rows } = await textback.db.query<{ detail: string | null }>(
        `SELECT outcome_detail AS detail FROM inbox WHERE kind = 'look_asked' AND outcome IS NOT NULL`,
      );
      return rows[0]?.detail === 'the workflow has ended';
    });
    expect(textback.texts()).toEqual([]);
  }, 60_000);

  test('for another org, texts of this one go out', async () => {
    await ask(textback, 'pause', { why: 'theirs', org: 999 });
    chat(PHONE);
    await eventually('the text', () => textback.texts().length === 1);
  }, 60_000);

  test('a follow-up that it made too late has that for its reason', async () => {
    await ask(textback, 'pause', { why: 'a holiday' });
    const id = chat(PHONE);
    await waitsPaused(id);
    const { workflow_id = '' } = (await textback.conversation(id)) ?? {};
    await passTime(textback.client, workflow_id, 2 * HOUR);
    expect(await ended(textback, id)).toMatchObject({ reason: 'paused' });
    await ask(textback, 'resume');
    expect(textback.texts()).toEqual([]);
  }, 60_000);
});
