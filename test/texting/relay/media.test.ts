import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('pictures and files cross the bridge', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const { textsTo, open } = bridgeOf(() => textback);
  const posts = (id: number) => textback.posts(id);

  test('a picture that came by text is a link in Drift that opens without credentials', async () => {
    const phone = '+12025550121';
    const id = await open(phone);
    textback.sandbox.twilio.text({
      from: phone,
      body: 'My roof',
      media: [{ contentType: 'image/png', data: PNG.toString('base64') }],
    });
    const post = await eventually(
      'the post',
      () => posts(id).find(({ body }) => body.includes('My roof')) ?? null,
    );
    const url = /href="([^"]+)"/.exec(post.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(url.startsWith(`${textback.gateway.url}/media/`)).toBe(true);
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
  });

  test('a picture that cannot be fetched does not hold up the words', async () => {
    const phone = '+12025550122';
    const id = await open(phone);
    textback.sandbox.twilio.text({
      from: phone,
      body: 'Look at this',
      media: [{ contentType: 'image/png', url: 'http://169.254.169.254/latest/meta-data' }],
    });
    const post = await eventually(
      'the post',
      () => posts(id).find(({ body }) => body.includes('Look at this')) ?? null,
    );
    expect(post.body).toContain('could not be fetched');
  });

  test('pictures that cannot be had hold up neither their words nor the next text; they follow when they come', async () => {
    const { twilio } = textback.sandbox;
    const faults = [
      { kind: 'status', status: 404 },
      { kind: 'status', status: 401 },
      { kind: 'status', status: 403 },
      { kind: '500' },
      { kind: 'latency', latencyMs: 8_000 },
    ] as const;
    const media = [{ contentType: 'image/png', data: PNG.toString('base64') }];
    const chats = await Promise.all(
      faults.map(async (fault, i) => ({
        fault,
        phone: `+1202555014${i}`,
        id: await open(`+1202555014${i}`),
      })),
    );
    const started = Date.now();
    const sids = chats.map(({ fault, phone }) => {
      const { sid } = twilio.text({ from: phone, body: 'My roof', media });
      twilio.addFault({ method: 'GET', route: `/2010-04-01/Accounts/:a/Messages/${sid}/Media/:m`, ...fault });
      twilio.text({ from: phone, body: 'It leaks' });
      return sid;
    });
    expect(sids).toHaveLength(faults.length);
    const about = (id: number) =>
      posts(id).filter(({ body }) => /My roof|It leaks|by text:<\/b> (?:<a|<i>A picture or file)/.test(body));
    await eventually('all words', () => chats.every(({ id }) => about(id).length >= 2));
    expect(Date.now() - started).toBeLessThan(8_000); // on a calm machine within five seconds
    for (const { id } of chats) {
      const [first, second] = about(id);
      expect(first?.body).toMatch(/My roof<br\/><i>A picture follows\.<\/i>$/);
      expect(second?.body).toContain('It leaks');
    }
    twilio.faults.clear();
    for (const { id, fault } of chats) {
      if (fault.kind === 'status' && fault.status !== 404) continue; // asked for again after half a minute
      const later = await eventually(
        `the picture after ${JSON.stringify(fault)}`,
        () => about(id)[2] ?? null,
      );
      const url = /href="([^"]+)"/.exec(later.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
      expect((await fetch(url)).status).toBe(200);
    }
  }, 60_000);

  test("a rep's picture goes out as MMS, once, and Twilio can fetch it; what cannot be an MMS goes as a link", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550126';
    const id = await open(phone);
    drift.say(id, {
      author: 'rep',
      body: 'Our offer',
      attachments: [
        { name: 'plan.png', contentType: 'image/png', data: PNG.toString('base64') },
        { name: 'offer.zip', contentType: 'application/zip', data: Buffer.from('PK').toString('base64') },
      ],
    });
    await eventually('it is texted', () => textsTo(phone).length === 2);
    const text = textsTo(phone)[1];
    expect(text?.body).toMatch(/^Our offer\noffer\.zip: http:\S+\/media\/\S+$/);
    const fetched = await eventually('Twilio fetches it', () => {
      const effects = twilio.ledger.effects('media-fetched').filter(({ data }) => data['sid'] === text?.sid);
      return effects.length > 0 ? effects : null;
    });
    expect(fetched).toHaveLength(1);
    expect(fetched[0]?.data).toMatchObject({ status: 200, contentType: 'image/png' });
    const link = /http:\S+/.exec(text?.body ?? '')?.[0] ?? '';
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link.slice(0, -4))).status).toBe(403);
  });

  test("a rep's files that cannot be had hold up neither their words nor the next message; they follow, or the rep is told", async () => {
    const { drift } = textback.sandbox;
    const route = '/attachments/:id/data';
    const attachments = [
      { name: 'offer.zip', contentType: 'application/zip', data: Buffer.from('PK').toString('base64') },
    ];
    const phone = '+12025550128';
    const id = await open(phone);
    const bodies = () => textsTo(phone).map(({ body }) => body);
    const { id: fault } = drift.addFault({ method: 'GET', route, kind: '500' });
    const started = Date.now();
    drift.say(id, { author: 'rep', body: 'Our offer', attachments });
    drift.say(id, { author: 'rep', body: 'Any questions?' });
    drift.say(id, { author: 'rep', body: '', attachments });
    await eventually('all words', () => bodies().includes('Any questions?'));
    expect(Date.now() - started).toBeLessThan(15_000); // on a calm machine within five seconds
    expect(bodies().slice(1)).toEqual(['Our offer', 'Any questions?']);
    drift.faults.clear(fault);
    await eventually('both files', () => bodies().length === 5);
    for (const body of bodies().slice(3)) {
      expect(body).toMatch(/^offer\.zip: http:\S+\/media\/\S+$/);
      expect((await fetch(/http:\S+/.exec(body)?.[0] ?? '')).status).toBe(200);
    }
    const notes = posts(id).filter(({ body }) => /attachments|could not be shown/.test(body));
    expect(notes).toEqual([]);
  }, 60_000);

  test('a file that Drift does not give is told to the rep, and the words arrive', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550127';
    const id = await open(phone);
    drift.setSwitches({ attachmentData: 'json' });
    drift.say(id, {
      author: 'rep',
      body: 'See the picture',
      attachments: [{ name: 'plan.png', contentType: 'image/png', data: PNG.toString('base64') }],
    });
    await eventually('the words arrive', () => textsTo(phone).some(({ body }) => body === 'See the picture'));
    await eventually('the rep is told', () =>
      posts(id).some(({ body }) => body.includes('Some of your attachments did not reach the visitor')),
    );
    drift.say(id, {
      author: 'rep',
      body: '',
      attachments: [{ name: 'alone.png', contentType: 'image/png', data: PNG.toString('base64') }],
    });
    const lost = () => posts(id).filter(({ body }) => body.includes('Some of your attachments'));
    await eventually('the rep is told of a picture without words too', () => lost().length === 2);
    drift.setSwitches({ attachmentData: 'bytes' });
  });
});
