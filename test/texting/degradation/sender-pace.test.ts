import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';

const OURS = '+12025550123';

describe('a number that may send one segment a second', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: OURS, SENDER_RATE: 'auto' } });
  });
  afterAll(() => textback.close());

  /** What Drift was asked about a chat before its text, if one went out. */
  const questionsAbout = (id: number, phone: string) => {
    const { drift, twilio } = textback.sandbox;
    const until = twilio.ledger.effects('text').find(({ data }) => data['to'] === phone)?.at ?? Infinity;
    const chat = `/conversations/${id}`;
    return drift.ledger
      .requests()
      .filter(({ method, at }) => method === 'GET' && at <= until)
      .flatMap(({ path }) => (path === chat || path.startsWith(`${chat}/`) ? [path.slice(chat.length)] : []));
  };
  const keepBusyFor = (seconds: number) =>
    textback.db.query(
      `INSERT INTO sender_pace AS p (number, free_at) VALUES ($1, clock_timestamp() + $2 * interval '1 s')
       ON CONFLICT (number) DO UPDATE SET free_at = excluded.free_at`,
      [OURS, seconds],
    );

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
    expect(ids.map((id, i) => questionsAbout(id, visitors[i] ?? ''))).toEqual(
      ids.map(() => ['', '/messages']),
    );
  }, 60_000);

  test('costs no question to Drift where the turn would come too late: there is no text, at once, and the reason says so', async () => {
    await keepBusyFor(2 * 3_600);
    const phone = '+12025550121';
    const id = textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation
      .id;
    expect(await ended(textback, id)).toMatchObject({ reason: 'too_late' });
    expect(questionsAbout(id, phone)).toEqual([]);
    await keepBusyFor(0);
  });

  test('sends nothing to whom it kept waiting where Drift says, when the turn comes, that the chat is closed', async () => {
    const { drift } = textback.sandbox;
    await keepBusyFor(15);
    const phone = '+12025550122';
    const id = drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
    await eventually('its turn is some seconds away', async () => {
      const { rowCount } = await textback.db.query(
        `SELECT FROM conversations WHERE conversation_id = $1 AND send_after > now() + interval '3 s'`,
        [id],
      );
      return rowCount === 1;
    });
    drift.setSwitches({ subscribedEvents: [] }); // no webhook tells of it
    drift.setStatus(id, 'closed');
    drift.setSwitches({ subscribedEvents: null });
    expect(await ended(textback, id)).toMatchObject({ reason: 'closed' });
    expect(questionsAbout(id, phone)).toEqual(['']);
    expect(textback.texts().filter(({ to }) => to === phone)).toEqual([]);
  });

  test('a follow-up that waits for its turn takes nothing over before it: the thread that is there goes on', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550120';
    const textsTo = () => textback.texts().filter(({ to }) => to === phone);
    const { conversation, contact } = drift.startConversation({ contact: { phone }, body: 'Hello?' });
    const first = conversation.id;
    await eventually('the first chat is texted', () => textsTo().length === 1, 30_000);
    await eventually('and told', () => textback.posts(first).length === 1);
    await keepBusyFor(12);
    const second = drift.startConversation({ contactId: contact.id, body: 'Anybody?' }).conversation.id;
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

describe('while Drift is away', () => {
  const DELAY_MS = 12_000;
  /** So many that none waits for another's turn: all ask, and nothing is unbooked for want of a question. */
  const numbers = Array.from({ length: 20 }, (_, i) => `+120255503${10 + i}`);
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: {
        TWILIO_FROM_NUMBERS: numbers.join(),
        SENDER_RATE: 'auto',
        FOLLOW_UP_DELAY: `${DELAY_MS / 1_000}s`,
        DRIFT_RATE_LIMIT: '100',
      },
      sandbox: { drift: { rateLimit: 100 }, twilio: { numbers } },
    });
  });
  afterAll(() => textback.close());

  test('no turn is booked, since it would go by; everybody is texted when Drift is back', async () => {
    const { drift } = textback.sandbox;
    const open = (count: number, first: number, age: number) =>
      Array.from({ length: count }, (_, i) => {
        const contact = { phone: `+120255502${first + i}` };
        return drift.startConversation({ contact, body: 'Hello?', createdAt: Date.now() - age }).conversation
          .id;
      });
    const early = open(12, 10, DELAY_MS / 2); // enough for the breaker to open
    const late = open(5, 30, 0);
    const known = async () =>
      (await textback.db.query(`SELECT FROM conversations WHERE phone_status = 'usable'`)).rowCount;
    await eventually('all numbers are known', async () => (await known()) === early.length + late.length);
    drift.addFault({ route: '/conversations/:id', method: 'GET', kind: '500', times: 1_000 });

    const isHeldBack = async (id: number) => {
      const { workflow_id: workflowId = '' } = (await textback.conversation(id)) ?? {};
      const { raw } = await textback.client.workflow.getHandle(workflowId).describe();
      return (raw.pendingActivities ?? []).some(
        ({ lastFailure }) => lastFailure?.message?.includes('not sent while the vendor is failing') === true,
      );
    };
    await eventually(
      'the late ones are held back',
      async () => !(await Promise.all(late.map(isHeldBack))).includes(false),
      40_000,
    );
    const { rowCount } = await textback.db.query(
      'SELECT FROM conversations WHERE conversation_id = ANY ($1) AND send_after IS NOT NULL',
      [late],
    );
    expect(rowCount).toBe(0);
    drift.faults.clear();
    await eventually('all are texted', () => textback.texts().length === early.length + late.length, 100_000);
  }, 180_000);
});
