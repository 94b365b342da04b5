import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

const PHONE = '+12025550101';

describe('a message that cannot wait', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { RELAY_MAX_AGE: '1h' } });
  });
  afterAll(() => textback.close());

  test('is dropped when Twilio has been away for an hour, the rep is told, and the next one goes out', async () => {
    const { drift, twilio } = textback.sandbox;
    const { id } = drift.startConversation({ contact: { phone: PHONE }, body: 'Hello?' }).conversation;
    await eventually('the follow-up', () => textback.texts().length === 1);
    twilio.addFault({ route: '/2010-04-01/Accounts/:sid/Messages.json', method: 'POST', kind: '429' });
    drift.say(id, { author: 'rep', body: 'I am here for ten minutes' });
    await eventually('Twilio has refused it', () =>
      twilio.ledger.requests().some(({ status }) => status === 429),
    );
    await textback.db.query(
      `UPDATE inbox SET received_at = received_at - interval '61 minutes' WHERE event ->> 'html' LIKE '%ten minutes%'`,
    );
    twilio.faults.clear();
    const notes = () => textback.posts(id).filter(({ body }) => body.includes('too late'));
    await eventually('the rep is told', () => notes().length === 1, 30_000);
    drift.say(id, { author: 'rep', body: 'and back again' });
    await eventually('the next one', () => textback.texts().length === 2);
    expect(textback.texts()[1]?.body).toBe('and back again');
  }, 60_000);
});
