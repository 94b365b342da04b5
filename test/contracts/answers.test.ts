import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import type { ActivityDeps } from '../../activities/index.js';
import type { Said } from '../../src/contracts/answers.js';
import type { ChatMessage } from '../../src/contracts/events.js';
import { createPool, type Pool } from '../../src/platform/db/pool.js';
import { storeEvents } from '../../src/records/inbox/store.js';
import type { OrgClients } from '../../src/orgs/clients-for.js';
import { messageSchema } from '../../src/vendors/drift/schemas.js';
import { toMessage } from '../../src/vendors/drift/shown.js';
import type { ConversationRecord } from '../../src/web/console/data/conversation-record.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fixedSettings } from '../support/fixed-settings.js';

/** The rule, changed: whoever asks anybody else what counts as an answer gives himself away. */
let rule: (said: Said) => boolean;
jest.unstable_mockModule('../../src/contracts/answers.js', () => ({
  isAnswer: (said: Said) => rule(said),
  answerRules: [{ words: 'as the changed rule says', fits: (said: Said) => rule(said) }],
}));

const { createChatActivities } = await import('../../activities/chat.js');
const { learnedEvents } = await import('../../src/operate/what-if/learned-events.js');
const { readTalk } = await import('../../src/records/inbox/read-talk.js');
const { openTalk, unanswered } = await import('../../src/contracts/talk.js');
const { readMessage } = await import('../../src/texting/read-message.js');
const { listEvents } = await import('../../src/web/console/data/conversation-events.js');
const { learntFromRecords } = await import('../../src/web/console/knowledge/learnt-from-records.js');
const { atFirst } = await import('../../src/web/console/knowledge/learnt.js');

const ORG = 1;
const AT = Date.UTC(2026, 0, 1);
const settings = { followUpDelayMs: 300_000, followUpMaxAgeMs: 1, latePhoneWindowMs: 1, sessionIdleMs: 1 };

const said = (
  author: Said['author'],
  authorId: number,
  type = 'chat',
  appId: string | null = null,
): Said => ({
  author,
  authorId,
  type,
  appId,
});
const messages: readonly Said[] = [
  said('rep', 41),
  said('rep', 42),
  said('rep', 41, 'private_note'),
  said('rep', 41, 'chat', 'app-1'),
  said('bot', 900),
  said('bot', 901),
  said('bot', 900, 'private_note'),
  said('visitor', 5),
];

const rules: [string, (said: Said) => boolean][] = [
  ['nothing counts', () => false],
  ["a person's chat counts", ({ author, type }) => author === 'rep' && type === 'chat'],
  [
    "one bot's chat counts",
    ({ author, authorId, type }) => author === 'bot' && authorId === 900 && type === 'chat',
  ],
  ["a person's note counts", ({ author, type }) => author === 'rep' && type === 'private_note'],
  ['what an app posted counts', ({ appId }) => appId !== null],
  ['one rep alone counts', ({ authorId }) => authorId === 42],
];

describe.each(rules)('what counts as an answer is asked of one rule: if %s', (_name, changed) => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    rule = changed;
    database = await createTestDatabase();
    const log = pino({ level: 'silent' });
    pool = createPool({ url: database.url, size: 2, name: 'test', timeoutMs: 5_000, log });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** What each place says of each message. */
  const saidBy = (place: (message: Said, conversationId: number) => Promise<boolean> | boolean) =>
    Promise.all(messages.map(async (message, index) => place(message, index + 1)));
  const expected = messages.map(changed);

  test('the live path follows', async () => {
    const options = { botMessages: false, defaultCountry: 'US' } as const;
    expect(await saidBy((one) => readMessage(chatMessage(one, 1), options).kind === 'answer')).toEqual(
      expected,
    );
  });

  test('the look at Drift before the text follows', async () => {
    const findAnswer = async (one: Said) => {
      const clients = { chat: { messages: () => [toMessage(asDriftTells(one))] } } as unknown as OrgClients;
      const clientsFor: ActivityDeps['clientsFor'] = () => Promise.resolve(clients);
      const activities = createChatActivities({ settings: fixedSettings(), clientsFor } as ActivityDeps);
      const ask = () => activities.findAnswer({ orgId: ORG, conversationId: 1 });
      return (await new MockActivityEnvironment().run(ask)) === true;
    };
    expect(await saidBy(findAnswer)).toEqual(expected);
  });

  test('the look-up in the inbox follows, and so does the console', async () => {
    for (const [index, message] of messages.entries()) await store(pool, message, index + 1);
    const byInbox = async (_one: Said, conversationId: number) => {
      const silent = openTalk({ at: AT, order: null });
      return unanswered(await readTalk(pool, { orgId: ORG, conversationId }, silent)) === null;
    };
    expect(await saidBy(byInbox)).toEqual(expected);
    const byConsole = async (_one: Said, conversationId: number) => {
      const asked = { orgId: ORG, conversationId, sids: [], inboxIds: [] };
      const learnt = learntFromRecords(recordOf(conversationId), await listEvents(pool, asked), settings);
      const standing = learnt.reduce((before, { change }) => change(before), atFirst(AT, settings));
      return standing.state.answered;
    };
    expect(await saidBy(byConsole)).toEqual(expected);
  });

  test('what-if follows', async () => {
    const byWhatIf = (one: Said) => {
      const stored = { id: 1, eventKey: 'k', occurredAt: AT, receivedAt: AT, event: chatMessage(one, 1) };
      return learnedEvents([stored], 'US').some(({ event }) => event.kind === 'rep_spoke');
    };
    expect(await saidBy(byWhatIf)).toEqual(expected);
  });

  test('the docs follow', async () => {
    jest.resetModules(); // its tables are made when it is loaded
    const { referenceTables } = await import('../../src/cli/reference-tables.js');
    const rows = (referenceTables['crossing'] ?? '').split('\n').slice(2);
    const shown = rows.map((row) => row.split('|').map((cell) => cell.trim()));
    expect(shown.length).toBeGreaterThan(10);
    for (const [, author, type, , answers] of shown) {
      const message = { author: author as Said['author'], type: type?.replaceAll('`', '') ?? '' };
      expect([author, type, answers]).toEqual([
        author,
        type,
        changed({ ...message, authorId: null, appId: null }) ? 'yes' : 'no',
      ]);
    }
    expect(referenceTables['answers']).toContain('as the changed rule says');
  });
});

const chatMessage = (message: Said, conversationId: number): ChatMessage => ({
  kind: 'message',
  conversationId,
  messageId: String(conversationId),
  html: 'Hello',
  timeZone: null,
  ...message,
});

const asDriftTells = ({ author, authorId, type, appId }: Said) =>
  messageSchema.parse({
    id: 1,
    type,
    author: { id: authorId, type: author === 'visitor' ? 'contact' : 'user', bot: author === 'bot' },
    attributes: appId === null ? {} : { developer_app_id: appId },
  });

async function store(pool: Pool, message: Said, conversationId: number): Promise<void> {
  const eventKey = `1:new_message:${conversationId}`;
  const event = chatMessage(message, conversationId);
  const named = { source: 'drift', orgId: ORG, type: 'new_message', eventKey, eventId: eventKey } as const;
  await storeEvents(pool, [{ ...named, occurredAt: AT, event, raw: {} }]);
}

const recordOf = (conversationId: number): ConversationRecord => ({
  orgId: ORG,
  conversationId,
  contactId: 5,
  workflowId: 'w',
  openedAt: new Date(AT),
  dueAt: new Date(AT + settings.followUpDelayMs),
  endedAt: null,
  state: 'waiting',
  reason: null,
  phone: null,
  phoneStatus: 'unknown',
  timeZone: null,
  quietUntil: null,
  sendAfter: null,
  reopened: false,
  optedOut: false,
  visitorTexts: 'note',
  phoneProvedBy: null,
  chatGoneAt: null,
  takenOverBy: null,
});
