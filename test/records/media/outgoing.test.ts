import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fetchAttachment } from '../../../src/records/media/fetch-attachment.js';
import { attachToSend, mediaUrlsOf, outgoingMedia } from '../../../src/records/media/links.js';
import { eventually } from '../../support/eventually.js';
import { PNG, startMediaWorld, type MediaWorld } from './support.js';

const orgId = 7007;
const us = '+12025550161';
const PDF = Buffer.from('%PDF-1.7\n');

let world: MediaWorld;
beforeAll(async () => {
  world = await startMediaWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.pool.query('TRUNCATE media, ledger, conversations CASCADE');
  await Promise.all([world.sandbox.drift.reset(), world.sandbox.twilio.reset()]);
});

type File = readonly [name: string, contentType: string, bytes: Buffer];
const png: File = ['shoe.png', 'image/png', PNG];

/** A rep's message with files, in the inbox. */
async function say(...files: File[]) {
  const { conversation } = world.sandbox.drift.startConversation({ contact: { phone: us } });
  const message = world.sandbox.drift.say(conversation.id, {
    author: 'rep',
    body: 'See here',
    attachments: files.map(([name, contentType, bytes]) => ({
      name,
      contentType,
      data: bytes.toString('base64'),
    })),
  });
  const { inboxId, event } = await eventually('the message', async () => {
    const received = await world.received('message');
    return received.event.messageId === String(message.id) ? received : null;
  });
  const ref = (index: number) => ({ orgId, conversationId: conversation.id, inboxId, index });
  const fetchAll = () => Promise.all(files.map((_, index) => fetchAttachment(world, ref(index))));
  return { event, ref, fetchAll, conversationId: conversation.id };
}
const outgoing = (event: Awaited<ReturnType<typeof say>>['event'], to = us, mms = true) =>
  outgoingMedia(world.pool, world.links, orgId, event, { to, mms });
const driftCalls = () =>
  world.sandbox.drift.ledger.requests().filter(({ path }) => path.startsWith('/attachments/'));

/** A ledger entry of a text, as the relay makes it. */
async function entry(conversationId: number): Promise<string> {
  const id = randomUUID();
  await world.pool.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at)
     VALUES ($1, $2, $3, 'test', now(), now())`,
    [orgId, conversationId, id],
  );
  await world.pool.query(
    `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, body)
     VALUES ($1, $2, $3, 'sms', 'relay', 'relay:1', 'See here')`,
    [id, orgId, conversationId],
  );
  return id;
}
const send = (mediaUrls: readonly string[]) =>
  world.sms.send({
    to: us,
    from: world.config.sms.fromNumbers[0] ?? '',
    body: 'See here',
    statusCallback: `${world.gateway.url}/webhooks/twilio/status`,
    validitySeconds: 3_600,
    mediaUrls,
  });

describe("a rep's picture", () => {
  test('goes out as MMS: Twilio fetches it by a link, without credentials', async () => {
    const { event, fetchAll, conversationId } = await say(png);
    expect(await fetchAll()).toEqual(['stored']);
    const { mediaIds, links, failures } = await outgoing(event);
    expect([mediaIds.length, links, failures]).toEqual([1, [], []]);
    const ledgerId = await entry(conversationId);
    await attachToSend(world.pool, ledgerId, mediaIds);
    await attachToSend(world.pool, ledgerId, mediaIds);
    const urls = await mediaUrlsOf(world.pool, world.links, ledgerId);
    expect(urls).toHaveLength(1);
    const { id: sid } = await send(urls);
    expect(sid).toMatch(/^MM/);
    await world.sandbox.twilio.whenIdle();
    expect(world.sandbox.twilio.ledger.effects('media-fetched').map(({ data }) => data)).toMatchObject([
      { sid, status: 200, contentType: 'image/png', length: PNG.length, error: null },
    ]);
    expect(world.sandbox.twilio.texts.get(sid)?.status).toBe('delivered');
  });

  test("'s link for Twilio ends within hours", async () => {
    const { event, fetchAll, conversationId } = await say(png);
    await fetchAll();
    const ledgerId = await entry(conversationId);
    await attachToSend(world.pool, ledgerId, (await outgoing(event)).mediaIds);
    const [url = ''] = await mediaUrlsOf(world.pool, world.links, ledgerId);
    const until = Number(new URL(url).searchParams.get('e')) * 1_000;
    expect(until - Date.now()).toBeLessThanOrEqual(4 * 3_600_000);
  });

  test('goes out as a link that opens where MMS does not go, and where MMS is off', async () => {
    const { event, fetchAll } = await say(png);
    await fetchAll();
    for (const { mediaIds, links } of [
      await outgoing(event, '+447400123456'),
      await outgoing(event, us, false),
    ]) {
      expect(mediaIds).toEqual([]);
      expect(links).toEqual([expect.stringMatching(/^shoe\.png: http:\/\/127\.0\.0\.1:\d+\/media\//)]);
      const answer = await fetch(links[0]?.replace('shoe.png: ', '') ?? '');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
    }
  });

  test('is fetched once', async () => {
    const { ref } = await say(png);
    expect([await fetchAttachment(world, ref(0)), await fetchAttachment(world, ref(0))]).toEqual([
      'stored',
      'stored',
    ]);
    expect(driftCalls()).toHaveLength(1);
  });

  test('is fetched again while Drift is away', async () => {
    const { ref } = await say(png);
    world.sandbox.drift.addFault({ route: '/attachments', kind: '503', times: 1 });
    await expect(fetchAttachment(world, ref(0))).rejects.toMatchObject({
      vendor: 'chat',
      failure: 'unavailable',
    });
    expect(await fetchAttachment(world, ref(0))).toBe('stored');
  });

  test('of another conversation, or another org, is not to be had', async () => {
    const { ref } = await say(png);
    await expect(fetchAttachment(world, { ...ref(0), conversationId: 1 })).rejects.toThrow(
      'no message of this conversation with this attachment',
    );
    await expect(fetchAttachment(world, { ...ref(0), orgId: 1 })).rejects.toThrow(
      'no message of this conversation with this attachment',
    );
    expect(driftCalls()).toEqual([]);
  });
});

test('files that are too much for one text go partly as links, in order', async () => {
  const big = (name: string): File => [name, 'image/png', Buffer.concat([PNG, Buffer.alloc(3_000_000)])];
  const { event, fetchAll } = await say(
    big('a.png'),
    big('b.png'),
    png,
    ['c.pdf', 'application/pdf', PDF],
    ['d.html', 'text/html', Buffer.from('<html>')],
  );
  await fetchAll();
  const { mediaIds, links } = await outgoing(event);
  expect(mediaIds).toHaveLength(3);
  expect(links.map((line) => line.split(':')[0])).toEqual(['b.png', 'd.html']);
});

test.each([
  [
    'that Drift answers with JSON instead',
    'the download was not a file',
    () => world.sandbox.drift.setSwitches({ attachmentData: 'json' }),
  ],
  ['that Drift does not know', 'it is no longer there', () => world.sandbox.drift.store.clear()],
])('a file %s is not sent, and the rep can be told why', async (_what, why, prepare) => {
  const { event, fetchAll } = await say(png);
  prepare();
  expect(await fetchAll()).toEqual(['refused']);
  expect(await outgoing(event)).toEqual({ mediaIds: [], links: [], failures: [{ name: 'shoe.png', why }] });
});

test('a file of 6 MB is cut off', async () => {
  const { event, fetchAll } = await say(['big.png', 'image/png', Buffer.alloc(6 * 1024 * 1024)]);
  expect(await fetchAll()).toEqual(['refused']);
  expect((await outgoing(event)).failures).toEqual([{ name: 'big.png', why: 'it is larger than 5 MB' }]);
});

test('a file that was not fetched is not sent', async () => {
  const { event } = await say(png);
  expect((await outgoing(event)).failures).toEqual([
    { name: 'shoe.png', why: 'it could not be downloaded in time' },
  ]);
});

describe('an MMS whose file Twilio cannot have fails', () => {
  test.each<[string, () => string, number]>([
    ['a link that does not open', () => `${world.gateway.url}/media/x`, 11200],
    ['nobody there', () => 'http://127.0.0.1:9/x', 11200],
    ['a type that Twilio does not take', () => `${world.gateway.url}/health/live`, 12300],
  ])('%s', async (_what, url, errorCode) => {
    const { id: sid } = await send([url()]);
    await world.sandbox.twilio.whenIdle();
    expect(world.sandbox.twilio.texts.get(sid)).toMatchObject({ status: 'failed', errorCode });
  });
});
