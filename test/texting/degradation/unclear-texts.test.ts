import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';

const PHONE = '+12025550101';
const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';
const WORDS = 'Did you get this?';

describe('a text of which Twilio can neither tell the fate nor be asked', () => {
  let textback: Textback;
  afterEach(() => textback.close());

  /** A rep's message whose send is answered with a 500, and for which Twilio's list answers nothing else. */
  const leaveUnclear = async (policy: 'leave' | 'send-again', isTaken: boolean) => {
    textback = await startTextback({ environment: { UNCLEAR_AFTER: '1s', UNCLEAR_TEXTS: policy } });
    const { drift, twilio } = textback.sandbox;
    // Callbacks would tell what became of it.
    twilio.setSwitches({ callbacks: { enabled: false } });
    const { id } = drift.startConversation({ contact: { phone: PHONE }, body: 'Hello?' }).conversation;
    await eventually('the follow-up', () => textback.texts().length === 1);
    twilio.addFault({ route: MESSAGES, method: 'GET', kind: '500' });
    twilio.addFault({ route: MESSAGES, method: 'POST', kind: isTaken ? 'garbage-after' : '500', times: 1 });
    drift.say(id, { author: 'rep', body: WORDS });
    return id;
  };
  const relays = () => textback.texts().filter(({ body }) => body === WORDS);
  const stateIs = (state: string) =>
    eventually(`the text is ${state}`, async () => {
      const { rows } = await textback.db.query<{ id: string }>(
        `SELECT id FROM ledger WHERE medium = 'sms' AND purpose = 'relay' AND state = $1`,
        [state],
      );
      return rows[0]?.id ?? null;
    });

  test('is left to the operator, who finds it among the parked', async () => {
    await leaveUnclear('leave', false);
    const ledgerId = await stateIs('parked');
    expect(relays()).toEqual([]);
    const answer = await fetch(`${textback.gateway.url}/admin/parked`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    expect(await answer.text()).toContain(ledgerId);
  }, 90_000);

  test('is sent once more where that is wanted, and arrives', async () => {
    await leaveUnclear('send-again', false);
    await stateIs('accepted');
    expect(relays()).toHaveLength(1);
  }, 90_000);

  test('may arrive twice where that is wanted: as the variable says', async () => {
    await leaveUnclear('send-again', true);
    await stateIs('accepted');
    expect(relays()).toHaveLength(2);
  }, 90_000);
});
