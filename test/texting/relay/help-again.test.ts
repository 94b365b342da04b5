import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

const PHONE = '+12025550101';
let textback: Textback;
beforeAll(async () => {
  textback = await startTextback();
});
afterAll(() => textback.close());

test('an answer to HELP that never reached Twilio goes out once, after Twilio was asked for it', async () => {
  const { drift, twilio } = textback.sandbox;
  drift.startConversation({ contact: { phone: PHONE }, body: 'Hello?' });
  await eventually('the follow-up', () => textback.texts().length === 1);
  const route = '/2010-04-01/Accounts/:sid/Messages.json';
  twilio.addFault({ route, method: 'POST', kind: 'reset-before', times: 1 });
  twilio.text({ from: PHONE, body: 'HELP' });
  await eventually('the answer', () => textback.texts().length === 2);
  expect(textback.texts()[1]?.body).toContain('we text you about the chat');
  const { rows } = await textback.db.query<{ state: string; attempts: number }>(
    `SELECT state, attempts FROM ledger WHERE cause LIKE 'help:%'`,
  );
  expect(rows).toMatchObject([{ attempts: 2 }]);
});
