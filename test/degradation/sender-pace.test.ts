import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

const OURS = '+12025550123';

describe('a number that may send one segment a second', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: OURS, SENDER_RATE: 'auto' } });
  });
  afterAll(() => textback.close());

  /** What Drift was asked of a chat just before a text. */
  const questionsAbout = (id: number) =>
    textback.sandbox.drift.ledger
      .requests()
      .filter(({ method, path }) => method === 'GET' && path.startsWith(`/conversations/${id}`))
      .map(({ path }) => path.replace(`/conversations/${id}`, ''));
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
    // Whom a rep has written to is asked about once more, by the relay.
    const others = ids.filter((id) => id !== ids[first]);
    expect(others.map(questionsAbout)).toEqual(others.map(() => ['', '/messages']));
  }, 60_000);

  test('costs no question to Drift where the turn would come too late: there is no text, at once, and the reason says so', async () => {
    await keepBusyFor(2 * 3_600);
    const phone = '+12025550121';
    const id = textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation
      .id;
    expect(await ended(textback, id)).toMatchObject({ reason: 'too_late' });
    expect(questionsAbout(id)).toEqual([]);
    await keepBusyFor(0);
  });

  test('sends nothing to whom it kept waiting where Drift says, when the turn comes, that the chat is closed', async () => {
    const { drift } = textback.sandbox;
    await keepBusyFor(6);
    const phone = '+12025550122';
    const id = drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
    await eventually('it has its turn', async () => {
      const { rowCount } = await textback.db.query(
        'SELECT FROM conversations WHERE conversation_id = $1 AND send_after IS NOT NULL',
        [id],
      );
      return rowCount === 1;
    });
    drift.setSwitches({ subscribedEvents: [] }); // no webhook tells of it
    drift.setStatus(id, 'closed');
    drift.setSwitches({ subscribedEvents: null });
    expect(await ended(textback, id)).toMatchObject({ reason: 'closed' });
    expect(questionsAbout(id)).toEqual(['']);
    expect(textback.texts().filter(({ to }) => to === phone)).toEqual([]);
  });

  test('a follow-up that waits for its turn takes nothing over before it: the thread that is there goes on', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550120';
    const textsTo = () => textback.texts().filter(({ to }) => to === phone);
    const first = drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
    await eventually('the first chat is texted', () => textsTo().length === 1, 30_000);
    await eventually('and told', () => textback.posts(first).length === 1);
    await keepBusyFor(12);
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

describe('a number that may send one segment a second, while Drift is away', () => {
  const DELAY_MS = 12_000;
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: {
        TWILIO_FROM_NUMBERS: OURS,
        SENDER_RATE: 'auto',
        FOLLOW_UP_DELAY: `${DELAY_MS / 1_000}s`,
        DRIFT_RATE_LIMIT: '100',
      },
      sandbox: { drift: { rateLimit: 100 } },
    });
  });
  afterAll(() => textback.close());

  test('is not booked ahead: afterwards texts go out in turn, and not all together', async () => {
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
        ({ lastFailure }) => lastFailure?.message?.includes('held back') === true,
      );
    };
    await eventually(
      'the late ones are held back',
      async () => !(await Promise.all(late.map(isHeldBack))).includes(false),
      40_000,
    );
    const turns = async () => {
      const { rows } = await textback.db.query<{ at: Date | null }>(
        'SELECT send_after AS at FROM conversations WHERE conversation_id = ANY ($1)',
        [late],
      );
      return rows.flatMap(({ at }) => (at === null ? [] : [at.getTime()])).sort((a, b) => a - b);
    };
    expect(await turns()).toEqual([]);
    drift.faults.clear();
    await eventually('all are texted', () => textback.texts().length === early.length + late.length, 100_000);
    const at = await turns();
    expect(at.slice(1).filter((turn, i) => turn - (at[i] ?? 0) < 995)).toEqual([]);
  }, 180_000);
});
