import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

const OURS = '+12025550123';

describe('a number that may send one segment a second', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: OURS, SENDER_RATE: 'auto' } });
  });
  afterAll(() => textback.close());

  test('sends follow-ups that are due together one after another, and what a rep writes meanwhile at once', async () => {
    const { drift, twilio } = textback.sandbox;
    const visitors = Array.from({ length: 8 }, (_, i) => `+1202555010${i}`);
    const ids = visitors.map(
      (phone) => drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id,
    );
    const texted = () => twilio.ledger.effects().filter(({ effect }) => effect === 'text');
    const isFollowUp = ({ data }: { data: Record<string, unknown> }) =>
      String(data['body']).includes('saw your');
    await eventually('the first is texted', () => texted().length > 0);
    const first = visitors.indexOf(String(texted()[0]?.data['to']));
    drift.say(ids[first] ?? 0, { author: 'rep', body: 'at once' });
    await eventually('all are texted', () => texted().filter(isFollowUp).length === visitors.length, 30_000);
    const { rows } = await textback.db.query<{ at: Date }>(
      'SELECT send_after AS at FROM conversations ORDER BY send_after',
    );
    const turns = rows.map(({ at }) => at.getTime());
    const gaps = turns.slice(1).map((at, i) => at - (turns[i] ?? 0));
    expect(gaps.filter((gap) => gap < 995)).toEqual([]);
    // When a text leaves depends on the machine, but not before its turn.
    const sent = texted().filter(isFollowUp);
    expect((sent.at(-1)?.at ?? 0) - (sent[0]?.at ?? 0)).toBeGreaterThan(5_500);
    const relay = texted().findIndex(({ data }) => data['body'] === 'at once');
    expect(relay).toBeGreaterThan(0);
    expect(relay).toBeLessThan(visitors.length - 2);
  }, 60_000);

  test('a follow-up that waits for its turn takes nothing over before it: the thread that is there goes on', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550120';
    const textsTo = () => textback.texts().filter(({ to }) => to === phone);
    const first = drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
    await eventually('the first chat is texted', () => textsTo().length === 1, 30_000);
    await eventually('and told', () => textback.posts(first).length === 1);
    await textback.db.query(
      `UPDATE sender_pace SET free_at = clock_timestamp() + interval '12 s' WHERE number = $1`,
      [OURS],
    );
    const second = drift.startConversation({ contact: { phone }, body: 'Anybody?' }).conversation.id;
    await eventually('the second chat has its turn', async () => {
      const { rows } = await textback.db.query(
        'SELECT FROM conversations WHERE conversation_id = $1 AND send_after IS NOT NULL',
        [second],
      );
      return rows.length === 1;
    });
    drift.say(first, { author: 'rep', body: 'still here' });
    await eventually('the rep reaches the visitor', () => textsTo().length === 2);
    expect(textsTo()[1]?.body).toBe('still here');
    await eventually('the second follow-up', () => textsTo().length === 3, 30_000);
    await eventually('the first chat is told then', () =>
      textback.posts(first).some(({ body }) => body.includes('has taken over the number')),
    );
  }, 90_000);
});
