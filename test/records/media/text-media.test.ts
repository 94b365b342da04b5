import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fetchTextMedia } from '../../../src/records/media/fetch-text-media.js';
import { mediaHtml } from '../../../src/records/media/links.js';
import { mediaUrl } from '../../../src/records/media/signed-url.js';
import { deleteExpiredMedia } from '../../../src/records/media/store.js';
import { PNG, startMediaWorld, type MediaWorld } from './support.js';

const orgId = 7007;
const conversationId = 4_113_510_503;
const phone = '+12025550161';

let world: MediaWorld;
beforeAll(async () => {
  world = await startMediaWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.pool.query('TRUNCATE media CASCADE');
  await world.sandbox.twilio.reset();
});

/** A text with one file, in the inbox. */
async function textWith(contentType: string, bytes: Buffer | null, url?: string) {
  world.sandbox.twilio.text({
    from: phone,
    body: 'Look',
    media: [{ contentType, ...(bytes === null ? { url } : { data: bytes.toString('base64') }) }],
  });
  const { inboxId, event } = await world.received('text_received');
  return { ref: { orgId, conversationId, inboxId, index: 0 }, event };
}
const calls = (part: string) =>
  world.sandbox.twilio.ledger.requests().filter(({ path }) => path.includes(part));
const linkIn = (html: string) => (/href="([^"]+)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&');
const refusalOf = async () =>
  (await world.pool.query<{ refusal: string }>('SELECT refusal FROM media')).rows.map(
    ({ refusal }) => refusal,
  );

describe('a picture that a visitor texts', () => {
  test('opens by a link that needs no credentials', async () => {
    const { ref, event } = await textWith('image/png', PNG);
    expect(await fetchTextMedia(world, ref)).toBe('stored');
    const html = await mediaHtml(world.pool, world.links, orgId, event);
    expect(html).toMatch(/^<br\/><a href="http:\/\/127\.0\.0\.1:\d+\/media\/[^"]+">PNG picture, 1 KB<\/a>$/);
    const answer = await fetch(linkIn(html));
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, PNG]);
    expect(answer.headers.get('content-type')).toBe('image/png');
  });

  test('is asked for at Twilio with credentials, and at the CDN without', async () => {
    const { ref } = await textWith('image/png', PNG);
    await fetchTextMedia(world, ref);
    expect(calls('/Media/').map(({ account }) => account)).toEqual(['token']);
    expect(calls('/media-cdn/').map(({ account }) => account)).toEqual([null]);
  });

  test('is asked for with the API key where there is one', async () => {
    const { ref } = await textWith('image/png', PNG);
    const apiKey = { sid: 'SK5a9db0c5a9db0c5a9db0c5a9db0c0002', secret: 'sandbox-twilio-api-secret' };
    const config = { ...world.config, sms: { ...world.config.sms, apiKey } };
    await fetchTextMedia({ ...world, sms: world.clientsOf(config).sms }, ref);
    expect(calls('/Media/').map(({ account }) => account)).toEqual(['key']);
  });

  test('is fetched once, however often and at whatever time it is asked for', async () => {
    const { ref } = await textWith('image/png', PNG);
    expect(await Promise.all([1, 2, 3].map(() => fetchTextMedia(world, ref)))).toEqual(
      Array(3).fill('stored'),
    );
    const before = calls('/Media/').length;
    expect(await fetchTextMedia(world, ref)).toBe('stored');
    expect(calls('/Media/')).toHaveLength(before);
    expect((await world.pool.query('SELECT FROM media')).rowCount).toBe(1);
  });

  test('is tried again while Twilio is away', async () => {
    const { ref, event } = await textWith('image/png', PNG);
    world.sandbox.twilio.addFault({ route: '/2010-04-01', kind: '503', times: 1 });
    await expect(fetchTextMedia(world, ref)).rejects.toMatchObject({
      vendor: 'sms',
      failure: 'unavailable',
    });
    expect(await mediaHtml(world.pool, world.links, orgId, event)).toBe(
      '<br/><i>A picture or file could not be fetched: it could not be downloaded in time.</i>',
    );
    expect(await fetchTextMedia(world, ref)).toBe('stored');
  });

  test('that Twilio does not have yet is waited for; after two minutes it is gone', async () => {
    const { ref, event } = await textWith('image/png', PNG);
    const text = world.sandbox.twilio.texts.get(event.messageSid);
    if (text) world.sandbox.twilio.texts.delete(text);
    await expect(fetchTextMedia(world, ref)).rejects.toMatchObject({
      failure: 'unavailable',
      retryAfterMs: 5_000,
    });
    await world.pool.query(`UPDATE inbox SET occurred_at = now() - interval '3 minutes' WHERE id = $1`, [
      ref.inboxId,
    ]);
    expect(await fetchTextMedia(world, ref)).toBe('refused');
    expect(await mediaHtml(world.pool, world.links, orgId, event)).toContain('it is no longer there');
  });

  test('that lies at a stranger is refused, and the rep is told', async () => {
    const { ref, event } = await textWith('image/png', null, 'http://169.254.169.254/latest/meta-data/');
    expect(await fetchTextMedia(world, ref)).toBe('refused');
    expect(await refusalOf()).toEqual(['forbidden_address']);
    expect(await mediaHtml(world.pool, world.links, orgId, event)).toBe(
      '<br/><i>A picture or file could not be fetched: its address is not allowed.</i>',
    );
  });

  test('is told of by what it is, not by what it was called', async () => {
    const { ref, event } = await textWith('image/jpeg', Buffer.from('<script>alert(1)</script>'));
    await fetchTextMedia(world, ref);
    expect(await mediaHtml(world.pool, world.links, orgId, event)).toContain('>File, 1 KB</a>');
  });

  test("is not shown in another org's links", async () => {
    const { ref, event } = await textWith('image/png', PNG);
    await fetchTextMedia(world, ref);
    expect(await mediaHtml(world.pool, world.links, orgId + 1, event)).not.toContain('href');
  });
});

test('a text without files shows nothing of files', async () => {
  expect(await mediaHtml(world.pool, world.links, orgId, { messageSid: 'SM1', media: [] })).toBe('');
});

test('files whose time is over are deleted, and nothing else', async () => {
  const { ref } = await textWith('image/png', PNG);
  await fetchTextMedia(world, ref);
  expect(await deleteExpiredMedia(world.pool, 10)).toBe(0);
  const { rows } = await world.pool.query<{ id: string }>(
    `UPDATE media SET expires_at = now() - interval '1 second' RETURNING id`,
  );
  const id = rows[0]?.id ?? '';
  const link = mediaUrl(world.gateway.url, world.links.key, id, Date.now() + 60_000);
  expect((await fetch(link)).status).toBe(410);
  expect(await deleteExpiredMedia(world.pool, 10)).toBe(1);
  expect(await deleteExpiredMedia(world.pool, 10)).toBe(0);
  expect((await fetch(link)).status).toBe(410);
});
