import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, setStage, type Stage } from './stage.js';

/** What anybody may ask for. A route that is not on this list lets nobody in who has not signed in or has no token. */
const PUBLIC = [
  'POST /webhooks/drift', // checked by token or signature
  'POST /webhooks/twilio/inbound', // checked by signature
  'POST /webhooks/twilio/status', // checked by signature
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /media/:id', // checked by the link's signature
  'GET /oauth/drift/callback', // wants the cookie and the state of one attempt
  'GET /console/sign-in',
  'POST /console/sign-in',
  'POST /console/sign-out',
  'GET /console/assets/:version/*', // styles and scripts: the same for everybody
];

const methodsOf = (method: string | string[]) => [method].flat();
/** A route as the list names it: an asset by its folder, HEAD as the GET that it belongs to. */
const nameOf = (method: string, url: string) =>
  `${method === 'HEAD' ? 'GET' : method} ${url.replace(/^(\/console\/assets\/:version\/).+/, '$1*')}`;

interface Found {
  readonly method: string;
  readonly url: string;
}
const allOf = ({ routes }: Stage): Found[] =>
  routes.flatMap(({ method, url }) => methodsOf(method).map((m) => ({ method: m, url })));

/** Routes off the list that answer a stranger with anything but a refusal. */
async function openRoutes(stage: Stage): Promise<string[]> {
  const open: string[] = [];
  for (const { method, url } of allOf(stage)) {
    const name = nameOf(method, url);
    if (PUBLIC.includes(name)) continue;
    const { statusCode, headers } = await stage.ask({ method, url: url.replace(/:\w+/g, '1') });
    const isSentToSignIn = statusCode === 303 && headers.location?.startsWith('/console/sign-in');
    if (statusCode !== 401 && !isSentToSignIn) open.push(name);
  }
  return open;
}

describe('every route of the gateway', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  const adminRoutes = () => allOf(stage).filter(({ url }) => url.startsWith('/admin'));

  test('is public by a written list, or lets no stranger in', async () => {
    expect(await openRoutes(stage)).toEqual([]);
  });

  test('that is on the list exists', () => {
    const names = allOf(stage).map(({ method, url }) => nameOf(method, url));
    expect(PUBLIC.filter((name) => !names.includes(name))).toEqual([]);
    expect(adminRoutes().length).toBeGreaterThanOrEqual(20); // each GET has its HEAD
  });

  test.each([undefined, 'Bearer wrong', 'Bearer ', 'Basic YWRtaW4=', ADMIN_TOKEN])(
    'under /admin answers 401 to authorization %j, or 429 after many wrong tokens',
    async (authorization) => {
      for (const { method, url } of adminRoutes()) {
        const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
        const { statusCode } = await stage.ask({ method, url: url.replace(/:\w+/g, '1'), headers });
        const isRefused = statusCode === 401 || (statusCode === 429 && authorization === 'Bearer wrong');
        expect([method, url, isRefused]).toEqual([method, url, true]);
      }
    },
  );

  test('under /admin answers 401 before it has read a body', async () => {
    const posts = adminRoutes().filter(({ method }) => method === 'POST');
    expect(posts.length).toBeGreaterThanOrEqual(6);
    for (const { url } of posts) {
      const socket = connect(stage.port, '127.0.0.1');
      // A body is announced and never sent: who waits for it does not answer.
      socket.write(
        `POST ${url.replace(/:\w+/g, '1')} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nConnection: close\r\n\r\n`,
      );
      expect([url, await text(socket)]).toEqual([url, expect.stringMatching(/^HTTP\/1.1 401 /)]);
    }
  }, 20_000);
});

test('a route whose author forgot to guard it is found, wherever it stands', async () => {
  const stage = await setStage((app) => {
    app.get('/admin/forgotten', () => 'for everybody');
    void app.register(
      (scope, _options, done) => {
        scope.post('/forgotten', () => 'for everybody');
        done();
      },
      { prefix: '/console' },
    );
  });
  try {
    expect(await openRoutes(stage)).toEqual([
      'GET /admin/forgotten',
      'GET /admin/forgotten',
      'POST /console/forgotten',
    ]);
  } finally {
    await stage.close();
  }
});
