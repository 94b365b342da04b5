import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, waitsWhilePaused } from '../../operate/operations/support.js';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';

const HOUR = 3_600_000;

describe('once the first texts of an hour are spent', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { FIRST_TEXTS_PER_HOUR: '2', FIRST_TEXTS_PER_NUMBER: '2' },
    });
  });
  afterAll(() => textback.close());

  const chat = (phone: string) =>
    textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${textback.config.adminToken ?? ''}` };
    return (await fetch(`${textback.gateway.url}${path}`, { headers })).text();
  };

  test('further ones wait without a call to a vendor, open threads go on, and an operator can lift the pause', async () => {
    const { drift, twilio } = textback.sandbox;
    const [first] = [chat('+12025550101'), chat('+12025550102')];
    await eventually('both texts', () => textback.texts().length === 2);
    const [third, fourth] = [chat('+12025550103'), chat('+12025550104')];
    for (const id of [third, fourth])
      await eventually('it waits for the budget', async () => {
        const { rowCount } = await textback.db.query(
          'SELECT FROM conversations WHERE conversation_id = $1 AND awaits_budget_since IS NOT NULL',
          [id],
        );
        return rowCount === 1;
      });
    const asked = drift.ledger
      .requests()
      .filter(({ path }) => path.startsWith(`/conversations/${third}`) && !path.includes('contact'));
    expect(asked.map(({ path }) => path)).toEqual([]);

    expect(JSON.parse(await get('/admin/pauses'))).toMatchObject({
      pauses: [{ of: 'first_texts', by: 'Textback', orgId: 7007 }],
    });
    expect(await get('/metrics')).toMatch(/^textback_sending_paused 1$/m);

    drift.say(first, { author: 'rep', body: 'One moment' });
    await eventually('the rep reaches the phone', () =>
      textback.texts().some(({ body }) => body === 'One moment'),
    );
    twilio.text({ from: '+12025550101', body: 'Fine' });
    await eventually('and the phone the rep', () =>
      textback.posts(first).some(({ body }) => body.includes('Fine')),
    );

    expect(await ask(textback, 'resume', { org: 7007 })).toMatchObject({ body: { result: 'budget_lifted' } });
    await eventually('those who waited are texted', () => textback.texts().length === 5, 40_000);
    const audit = await get('/admin/audit');
    expect(audit).toContain('budget_lifted');

    const late = chat('+12025550105');
    expect(await waitsWhilePaused(textback, late, 'budget_spent')).toBe(true);
    const { workflow_id = '' } = (await textback.conversation(late)) ?? {};
    await passTime(textback.client, workflow_id, 2 * HOUR);
    expect(await ended(textback, late)).toMatchObject({ reason: 'budget_spent' });
    expect(textback.texts()).toHaveLength(5);
  }, 120_000);
});
