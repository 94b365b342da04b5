import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway } from '../../../src/web/gateway/gateway.js';
import { mediaKey, mediaUrl } from '../../../src/records/media/signed-url.js';
import { storeMedia } from '../../../src/records/media/store.js';
import { judgeContent } from '../../../src/records/media/content-type.js';
import { PNG, startMediaWorld, type MediaWorld } from './support.js';

let world: MediaWorld;
beforeAll(async () => {
  world = await startMediaWorld();
});
afterAll(() => world.close());

let count = 0;
async function keep(bytes: Buffer, declared: string, name: string | null = null): Promise<string> {
  const sourceKey = `test:${++count}`;
  const source = { orgId: 1, conversationId: null, origin: 'attachment', sourceKey } as const;
  await storeMedia(
    world.pool,
    source,
    { contentType: judgeContent(bytes, declared), name, bytes },
    3_600_000,
  );
  const { rows } = await world.pool.query<{ id: string }>('SELECT id FROM media WHERE source_key = $1', [
    sourceKey,
  ]);
  return rows[0]?.id ?? '';
}
const linkTo = (id: string, expiresAt = Date.now() + 60_000, key = world.links.key) =>
  mediaUrl(world.gateway.url, key, id, expiresAt);
const errorOf = async (url: string) => {
  const answer = await fetch(url);
  return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
};

describe('GET /media/:id', () => {
  test('gives the file to whoever has the link, with headers that keep a browser from running it', async () => {
    const inAnHour = Date.now() + 3_600_000;
    const answer = await fetch(linkTo(await keep(PNG, 'image/png'), inAnHour));
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, PNG]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'content-disposition': 'inline; filename="file.png"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'referrer-policy': 'no-referrer',
      'cache-control': expect.stringMatching(/^private, max-age=3[56]\d\d$/), // as long as the link
    });
  });

  test('answers HEAD, which Twilio asks first, with the same headers and no body', async () => {
    const link = linkTo(await keep(PNG, 'image/png'));
    const [head, get] = [await fetch(link, { method: 'HEAD' }), await fetch(link)];
    const plain = ({ headers }: Response) =>
      [...headers].filter(([name]) => !['date', 'cache-control', 'connection', 'keep-alive'].includes(name));
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(plain(head)).toEqual(plain(get));
  });

  test.each([
    ['HTML', '<!doctype html><script>alert(1)</script>', 'text/html'],
    ['HTML that was sent as a picture', '<html><script>alert(1)</script>', 'image/png'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
  ])('never shows %s inline', async (_what, content, declared) => {
    const answer = await fetch(linkTo(await keep(Buffer.from(content), declared, 'page.html')));
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="page.bin"');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['offer.pdf', 'offer.pdf'],
    ['../../etc/passwd', 'file.pdf'],
    ['a"; filename="evil.exe', 'a-filename-evil.pdf'],
    ['Angebot für Ana\r\nX: y.pdf', 'Angebot-f-r-Ana.pdf'],
    ['報告.pdf', 'file.pdf'],
  ])('puts nothing of the name %j into the header but plain characters', async (name, shown) => {
    const answer = await fetch(linkTo(await keep(Buffer.from('%PDF-1.7'), 'application/pdf', name)));
    const header = answer.headers.get('content-disposition') ?? '';
    expect(header).toMatch(/^attachment; filename="[\w-]{1,16}\.pdf"$/);
    expect(header).toContain(shown.slice(0, 8));
  });

  test('does not open with a changed, foreign or missing signature', async () => {
    const [id, other] = [await keep(PNG, 'image/png'), await keep(PNG, 'image/png')];
    const link = linkTo(id);
    const flipped = link.endsWith('A') ? `${link.slice(0, -1)}Q` : `${link.slice(0, -1)}A`;
    const foreign = mediaKey({ media: { signingKey: 'x'.repeat(32) }, sms: world.config.sms });
    for (const url of [
      flipped,
      `${link}A`,
      link.replace(id, other),
      link.replace(/e=\d+/, 'e=9999999999'),
      link.replace(/&s=.*/, ''),
      link.replace(/\?.*/, ''),
      `${link}&e=9999999999`,
      linkTo(id, Date.now() + 60_000, foreign),
      linkTo('not-an-id'),
    ])
      expect([url, await errorOf(url)]).toEqual([url, [403, 'media_forbidden']]);
  });

  test('does not open when its time is over, nor when the file is gone', async () => {
    const id = await keep(PNG, 'image/png');
    expect(await errorOf(linkTo(id, Date.now() - 1_000))).toEqual([410, 'media_gone']);
    await world.pool.query('DELETE FROM media WHERE id = $1', [id]);
    expect(await errorOf(linkTo(id))).toEqual([410, 'media_gone']);
  });

  test('gives out no refused file and takes nothing but GET and HEAD', async () => {
    const id = await keep(PNG, 'image/png');
    expect((await fetch(linkTo(id), { method: 'POST' })).status).toBe(404);
    await world.pool.query(
      `UPDATE media SET state = 'refused', refusal = 'gone', bytes = NULL WHERE id = $1`,
      [id],
    );
    expect(await errorOf(linkTo(id))).toEqual([410, 'media_gone']);
  });

  test('says that it should be asked again while PostgreSQL is away', async () => {
    const lost = await startGateway(world.config, 'postgres://nobody@127.0.0.1:9/nothing');
    try {
      const id = await keep(PNG, 'image/png');
      const link = mediaUrl(lost.url, world.links.key, id, Date.now() + 60_000);
      expect(await errorOf(link)).toEqual([503, 'storage_unavailable']);
    } finally {
      await lost.close();
    }
  });

  test('gives a file of 5 MB', async () => {
    const answer = await fetch(linkTo(await keep(Buffer.alloc(5 * 1024 * 1024, 7), 'video/mp4')));
    expect((await answer.arrayBuffer()).byteLength).toBe(5 * 1024 * 1024);
  });
});
