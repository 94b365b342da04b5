import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { createChatActivities } from '../../../activities/chat.js';
import { createSmsActivities } from '../../../activities/sms.js';
import type { ActivityDeps } from '../../../activities/deps.js';
import { loadConfig } from '../../../src/platform/config/config.js';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { noTracing } from '../../../src/platform/tracing/tracing.js';
import { findSend, intend } from '../../../src/records/ledger/ledger.js';
import { deliver, reconcile } from '../../../src/texting/delivery/deliver.js';
import { createChatChannel } from '../../../src/texting/delivery/post-sender.js';
import type { ChatClient, GoOn, Message } from '../../../src/vendors/chat.js';
import { createEnvironmentClients } from '../../../src/worker/org-clients.js';
import type { Sandbox } from '../../../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startTestSandbox } from '../../support/sandbox.js';
import { fixedSettings } from '../../support/fixed-settings.js';

const MESSAGES = 2_100;
const PAGE = 50;

describe('a conversation of thousands of messages', () => {
  let database: TestDatabase;
  let pool: Pool;
  let sandbox: Sandbox;
  let conversationId: number;
  const log = pino({ level: 'silent' });
  const chatAt = (driftUrl: string): ChatClient =>
    createEnvironmentClients({
      settings: fixedSettings(),
      config: loadConfig({ DRIFT_API_URL: driftUrl, DRIFT_RATE_LIMIT: '1000' }),
      pool,
      metrics: new Metrics(),
      log,
      tracing: noTracing,
    }).chat;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({ url: database.url, size: 4, name: 'test', timeoutMs: 5_000, log });
    sandbox = await startTestSandbox({ drift: { rateLimit: 0 } });
    const started = sandbox.drift.startConversation({ contact: { phone: '+12025550171' }, body: 'Hello?' });
    conversationId = started.conversation.id;
    for (let i = 1; i < MESSAGES; i++)
      sandbox.drift.say(conversationId, { author: 'rep', body: `message ${i}` });
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at)
       VALUES (1, $1, 'w', 'x', now(), now())`,
      [conversationId],
    );
  }, 60_000);
  afterAll(async () => {
    await sandbox.close();
    await pool.end();
    await database.drop();
  });

  const context = () => ({ pool, metrics: new Metrics(), reconcileWindowMs: 0 });
  const post = (cause: string) =>
    intend(pool, {
      orgId: 1,
      conversationId,
      medium: 'chat',
      purpose: 'relay',
      cause,
      sessionId: null,
      body: `<b>Ana by text:</b> ${cause}`,
    });
  const shown = (words: string) =>
    sandbox.drift.messages(conversationId).filter(({ body }) => body?.includes(words) === true).length;
  const counting = () => {
    const counter = { pages: 0, goOn: () => void (counter.pages += 1) };
    return counter;
  };

  test.each(['reset-after', 'garbage-after'] as const)(
    'a post whose answer was lost (%s) is found behind two thousand others, and never made twice',
    async (kind) => {
      const posts = createChatChannel(chatAt(sandbox.driftUrl), pool);
      const { id } = await post(`after a ${kind}`);
      sandbox.drift.addFault({ method: 'POST', route: '/conversations', kind, times: 1 });
      expect(await deliver(context(), id, posts)).toMatchObject({ kind: 'ambiguous' });
      const counter = counting();
      expect(await reconcile(context(), id, posts, counter.goOn)).toMatchObject({ kind: 'accepted' });
      expect(counter.pages).toBeGreaterThan(MESSAGES / PAGE); // a sign of life before each page
      expect(await findSend(pool, id)).toMatchObject({ state: 'accepted' });
      expect(shown(`after a ${kind}`)).toBe(1);
    },
    30_000,
  );

  test('one bad page does not begin the walk anew; bad pages without end leave the post unclear, not absent', async () => {
    const chat = chatAt(sandbox.driftUrl);
    const posts = createChatChannel(chat, pool);
    const { id } = await post('among bad pages');
    sandbox.drift.addFault({ method: 'POST', route: '/conversations', kind: 'reset-before', times: 1 });
    expect(await deliver(context(), id, posts)).toMatchObject({ kind: 'ambiguous' });

    let pages = 0;
    const failThird: GoOn = () => {
      if (++pages === 3)
        sandbox.drift.addFault({ method: 'GET', route: '/conversations', kind: '503', times: 1 });
    };
    expect(await reconcile(context(), id, posts, failThird)).toMatchObject({ kind: 'ambiguous' });
    const { absences } = await findSend(pool, id);
    expect(absences).toBe(1);

    pages = 0;
    const failFromThird: GoOn = () => {
      if (++pages === 3) sandbox.drift.addFault({ method: 'GET', route: '/conversations', kind: '503' });
    };
    await expect(reconcile(context(), id, posts, failFromThird)).rejects.toMatchObject({
      failure: 'unavailable',
    });
    expect(await findSend(pool, id)).toMatchObject({ state: 'ambiguous', absences: 1 });
    sandbox.drift.faults.clear();
  }, 30_000);

  test('pages that go in a circle end the walk, and prove nothing', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { messages: [] }, pagination: { more: true, next: 'again' } }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const chat = chatAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const walk = async () => {
        for await (const message of chat.messages(1, () => undefined)) expect(message).toBeUndefined();
      };
      await expect(walk()).rejects.toMatchObject({ failure: 'unavailable' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  describe('an activity that reads its pages', () => {
    /** A conversation that never ends. */
    async function* endless(_: number, goOn: GoOn): AsyncGenerator<Message> {
      for (;;) {
        goOn();
        await new Promise((resolve) => setImmediate(resolve));
        yield {
          id: '1',
          kind: 'chat',
          type: 'chat',
          author: 'bot',
          authorId: null,
          appId: null,
          html: 'hello',
          createdAt: null,
          raw: {},
        };
      }
    }
    const chat = {
      messages: endless,
      conversation: () =>
        Promise.resolve({ status: 'open', contactId: 1, participants: [], tags: [], raw: {} }),
    } as unknown as ChatClient;
    const deps = (): ActivityDeps =>
      ({
        settings: fixedSettings(),
        pool,
        ledger: context(),
        clientsFor: () => Promise.resolve({ chat }),
        channelsFor: () => Promise.resolve({ posts: createChatChannel(chat, pool) }),
      }) as unknown as ActivityDeps;

    const walks = ['findAnswer', 'storeMissed', 'reconcilePost'] as const;
    const unclear = async () => {
      const { id } = await post(`unclear ${Math.random()}`);
      await pool.query(`UPDATE ledger SET state = 'ambiguous', attempted_at = now() WHERE id = $1`, [id]);
      return id;
    };

    test.each(walks)('%s sends heartbeats, and ends when it is cancelled', async (name) => {
      const environment = new MockActivityEnvironment();
      let beats = 0;
      environment.on('heartbeat', () => {
        if (++beats === 5) environment.cancel();
      });
      const ref = { orgId: 1, conversationId, key: 'k', ledgerId: await unclear() };
      const run = () => createChatActivities(deps())[name](ref);
      await expect(environment.run(run)).rejects.toMatchObject({ name: 'CancelledFailure' });
      expect(beats).toBe(5);
    });

    test('is one of those tried here', async () => {
      const found: string[] = [];
      for (const file of ['chat', 'records', 'sms']) {
        const source = await readFile(`activities/${file}.ts`, 'utf8');
        for (const [, name = '', body = ''] of source.matchAll(/^ {4}async (\w+)\(([^]*?)^ {4}\},$/gm))
          if (/\bgoOn\b/.test(body)) found.push(name);
      }
      // A text is looked for in one call; it hands on what a post needs.
      expect(found.filter((name) => name !== 'reconcileText').sort()).toEqual([...walks].sort());
      expect(Object.keys(createSmsActivities(deps()))).toContain('reconcileText');
    });
  });
});
