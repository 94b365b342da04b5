import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { storeEvents } from '../../../src/records/inbox/store.js';
import { Asker, putConversation, startConsole, type ConsoleUnderTest } from './support.js';

const PHONE = '+12025558672';
const forbidden = ['2025558672', '555-8672', '558672', 'Zebedee', 'xyzzy'];
const ID = 4113510503;

describe('promise 10 in the console: no number, name or word of anybody in pages, addresses and logs', () => {
  let console_: ConsoleUnderTest;
  let asker: Asker;
  const seen: { path: string; text: string }[] = [];

  const look = async (path: string) => {
    const { status, body, location, headers } = await asker.get(path);
    seen.push({ path, text: [body, location ?? '', ...headers.values()].join('\n') });
    return { status, body };
  };

  beforeAll(async () => {
    console_ = await startConsole();
    asker = new Asker(console_.url);
    await putConversation(console_.pool, {
      id: ID,
      phone: PHONE,
      phoneStatus: 'usable',
      name: 'Zebedee Q',
      contactId: 31415,
    });
    const message = {
      kind: 'message',
      conversationId: ID,
      messageId: '1',
      author: 'visitor',
      authorId: 1,
      type: 'chat',
    } as const;
    await storeEvents(console_.pool, [
      {
        source: 'drift',
        orgId: 7007,
        type: 'new_message',
        eventKey: 'a message',
        eventId: 'a message',
        occurredAt: null,
        event: { ...message, html: '<p>xyzzy plugh</p>', appId: null, timeZone: null },
        raw: { body: 'xyzzy', phone: PHONE },
      },
      {
        source: 'twilio',
        orgId: null,
        type: 'inbound',
        eventKey: 'SM1:received',
        eventId: 'SM1:received',
        occurredAt: null,
        event: {
          kind: 'text_received',
          messageSid: 'SM1',
          visitorNumber: PHONE,
          ourNumber: '+12025550123',
          body: 'xyzzy',
          media: [],
          optOutType: null,
        },
        raw: { From: PHONE },
      },
    ]);
    await console_.pool.query(
      `UPDATE inbox SET outcome = 'held', outcome_detail = 'a text to a number that is not ours', settled_at = now() WHERE source = 'twilio'`,
    );
    await console_.pool.query(
      `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
       VALUES (7007, $1, 'sms', 'follow_up', 'follow-up', 'Hi Zebedee, xyzzy', 'parked', 3, now())`,
      [ID],
    );
    await asker.signIn();
  });
  afterAll(() => console_.close());

  test('the pages show that there are such things, masked and measured, and nothing else of them', async () => {
    expect((await look('/console')).status).toBe(200);
    expect((await look('/console/conversations')).body).toContain('+1 ••• 72');
    const page = (await look(`/console/conversations/${ID}`)).body;
    expect(page).toContain('The visitor wrote in the chat');
    expect(page).toContain('11 characters');
    expect(page).toContain('+1 ••• 72');
    expect((await look('/console/held')).body).toContain('a text to a number that is not ours');
    expect((await look('/console/parked')).body).toContain(String(ID));
    await look('/console/audit');
    await look('/console/sending');
  });

  test.each(['+1 202 555 8672', '(202) 555-8672', '2025558672', PHONE])(
    'a search for %s leads to the conversation by an address that holds a hash only',
    async (q) => {
      const { location, status } = await asker.submit(
        '/console/conversations',
        '/console/conversations/search',
        { q },
      );
      expect(status).toBe(303);
      expect(location).toMatch(/^\/console\/conversations\?phone=[0-9a-f]{64}$/);
      expect((await look(location ?? '')).body).toContain(String(ID));
      seen.push({ path: 'location', text: location ?? '' });
    },
  );

  test('conversations and contacts are found by their IDs, and what is not there is said to be that', async () => {
    const search = async (q: string) =>
      (await asker.submit('/console', '/console/conversations/search', { q })).location;
    expect(await search(String(ID))).toBe(`/console/conversations/${ID}`);
    expect(await search(' 31415 ')).toBe('/console/conversations?contact=31415');
    expect(await search('12')).toBe('/console/conversations?found=nothing');
    expect(await search("'; DROP TABLE inbox")).toBe('/console/conversations?found=nothing');
    expect((await look('/console/conversations?found=nothing')).body).toContain('Nothing found');
  });

  test('none of it is anywhere in what was shown, in headers or in the log', () => {
    expect(seen.length).toBeGreaterThan(10);
    for (const { path, text } of [...seen, { path: 'the log', text: console_.log() }])
      for (const word of forbidden)
        expect({ path, holds: text.includes(word) ? word : null }).toEqual({ path, holds: null });
  });
});
