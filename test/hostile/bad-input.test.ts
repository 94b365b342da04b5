import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.js';
import { connect } from 'node:net';
import pg from 'pg';
import { freePort } from '../../src/local/ports.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { seedOf } from '../support/seed.js';
import { startTestSandbox } from '../support/sandbox.js';
import { temporalAddress, uniqueName, workflowBundle } from '../support/temporal.js';
import { startMeasuredGateway, type MeasuredGateway } from './gateway-process.js';
import { HostileInputs, tableOfPage } from './classes.js';
import { addressShot } from './shots/address-shots.js';
import { driftShot } from './shots/drift-shots.js';
import { describeShot, type Shot } from './shots/shot.js';
import { signTwilio, twilioShot } from './shots/twilio-shots.js';
import { transportShots } from './shots/transport-shots.js';
import { exchange, send, timeToLive } from './wire.js';

const USUAL_SEED = 448_219_183;
const seed = seedOf('HOSTILE_SEED', USUAL_SEED);
const SHOTS = 10_200;
const WARM_UP = 3_000;
const AT_ONCE = 24;
/** What the gateway may hold more after the shots than after the first of them: caches and compiled code, no bodies. */
const MORE_BYTES = 24 * 1024 * 1024;
const ADMIN_TOKEN = 'hostile-admin-token-of-32-characters';
const SIGNING_SECRET = 'hostile-signing-secret';
const VERIFICATION_TOKEN = 'Hostile-verification-token';
const ACCOUNT_SID = `AC${'7'.repeat(32)}`;
const AUTH_TOKEN = 'hostile-Twilio-auth-token-000001';
const OUR_NUMBER = '+12025550123';
const VISITOR = '+12025550147';

describe(`bad input (HOSTILE_SEED=${seed})`, () => {
  let database: TestDatabase;
  let db: pg.Pool;
  let sandbox: Sandbox;
  let environment: Parameters<typeof startMeasuredGateway>[0];
  let gateway: MeasuredGateway;
  let signing: MeasuredGateway;
  let worker: ProcessUnderTest | undefined;
  const ports = { gateway: 0, signing: 0 };

  beforeAll(async () => {
    [database, ports.gateway, ports.signing] = await Promise.all([
      createTestDatabase(),
      freePort(),
      freePort(),
    ]);
    db = new pg.Pool({ connectionString: database.url, max: 2 });
    sandbox = await startTestSandbox({
      drift: {
        orgs: [{ orgId: 7007, accessToken: 'hostile-access-token', verificationToken: VERIFICATION_TOKEN }],
      },
      twilio: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, numbers: [OUR_NUMBER] },
      webhookUrl: `http://127.0.0.1:${ports.gateway}`,
    });
    environment = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_TASK_QUEUE: uniqueName('test'),
      WORKFLOW_BUNDLE: workflowBundle().codePath,
      DRIFT_API_URL: sandbox.driftUrl,
      DRIFT_ACCESS_TOKEN: 'hostile-access-token',
      DRIFT_VERIFICATION_TOKEN: VERIFICATION_TOKEN,
      TWILIO_API_URL: sandbox.twilioUrl,
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_FROM_NUMBERS: OUR_NUMBER,
      BUSINESS_NAME: 'Acme',
      ADMIN_TOKEN,
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: '1s',
      RECONCILE_WINDOW: '1s',
      REORDER_WINDOW: '100ms',
      LOG_LEVEL: 'info',
    };
    [gateway, signing] = await Promise.all([
      startMeasuredGateway({ ...environment, PORT: String(ports.gateway) }),
      startMeasuredGateway({
        ...environment,
        PORT: String(ports.signing),
        DRIFT_SIGNING_SECRET: SIGNING_SECRET,
      }),
    ]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), signing.stop(), worker?.stop()]);
    await sandbox.close();
    await db.end();
    await database.drop();
  });

  const secrets = () => ({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    publicUrl: `http://127.0.0.1:${ports.gateway}`,
    ourNumber: OUR_NUMBER,
  });
  const storedKeys = async () =>
    (await db.query<{ key: string }>('SELECT event_key AS key FROM inbox')).rows.map(({ key }) => key);

  /** The shot of this number: the same for the same seed. */
  function shotOf(number: number): { shot: Shot; port: number } {
    const one = (make: (unique: number) => fc.Arbitrary<Shot>) =>
      fc.sample(make(10_000_000 + number), { seed: Math.imul(seed, 48_271) + number, numRuns: 1 })[0] as Shot;
    const token = VERIFICATION_TOKEN;
    switch (number % 12) {
      case 0:
        return { shot: one(driftShot({ token, signingSecret: SIGNING_SECRET })), port: ports.signing };
      case 1:
      case 2:
        return { shot: one(addressShot(ADMIN_TOKEN)), port: ports.gateway };
      case 3:
      case 4:
      case 5:
      case 6:
        return { shot: one(twilioShot(secrets())), port: ports.gateway };
      default:
        return { shot: one(driftShot({ token, signingSecret: null })), port: ports.gateway };
    }
  }

  const inputs = new HostileInputs();
  const accepted = new Map<string, number>();
  const wrong: string[] = [];
  const kinds = new Map<string, number>();
  const statuses = new Map<string, number>();

  /** Fires shots `from` to `to`, several at once, and notes every answer that is not right. */
  async function fire(from: number, to: number): Promise<void> {
    let next = from;
    const one = async () => {
      for (let number = next++; number < to; number = next++) {
        const { shot, port } = shotOf(number);
        const { status, body } = await send(port, shot);
        inputs.count(shot.kind);
        const [kind = ''] = shot.kind.split(/[^a-z:]* (?=odd|no|[\d.]+ )|,/);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const place = shot.path.split(/[?%]/)[0]?.split('/').slice(0, 3).join('/') ?? '';
        const seen = `${/^\/(webhooks|media|admin)/.test(place) ? place.slice(0, 24) : 'elsewhere'} ${status}`;
        statuses.set(seen, (statuses.get(seen) ?? 0) + 1);
        if (status === null || !shot.allowed.includes(status))
          wrong.push(
            `#${number} ${status} ${body.slice(0, 150)} instead of ${shot.allowed.join('/')}: ${describeShot(shot)}`,
          );
        if (status !== null && status < 300 && shot.eventKey !== undefined)
          accepted.set(shot.eventKey, number);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  test(`${SHOTS} requests: each gets a right answer, none a 5xx, and the gateway holds no more than before`, async () => {
    await fire(0, WARM_UP);
    const before = [await gateway.heldBytes(), await signing.heldBytes()];
    await fire(WARM_UP, SHOTS);
    expect(await timeToLive(ports.gateway)).toBeLessThan(5_000);
    const after = [await gateway.heldBytes(), await signing.heldBytes()];
    if (process.env['HOSTILE_VERBOSE'])
      process.stderr.write(`${JSON.stringify([[...kinds], [...statuses], accepted.size, before, after])}\n`);
    expect(wrong.slice(0, 20)).toEqual([]);
    for (const [i, bytes] of after.entries()) expect(bytes - (before[i] ?? 0)).toBeLessThan(MORE_BYTES);
    expect(accepted.size).toBeGreaterThan(SHOTS / 5); // else the shots were all refused at the door
  }, 180_000);

  test('what was answered 2xx is stored once each, and nothing else is', async () => {
    const keys = await storedKeys();
    expect(keys.filter((key) => !accepted.has(key)).slice(0, 10)).toEqual([]);
    expect([...accepted.keys()].filter((key) => !keys.includes(key)).slice(0, 10)).toEqual([]);
    expect(keys.length).toBe(accepted.size);
  });

  test('the same shots again are answered alike and store nothing', async () => {
    const again = [...accepted.values()].slice(0, 400).map(shotOf);
    const answers = await Promise.all(again.map(({ shot, port }) => send(port, shot)));
    expect(answers.filter(({ status }) => status !== 200 && status !== 204)).toEqual([]);
    expect((await storedKeys()).length).toBe(accepted.size);
  });

  test('broken HTTP: refused or cut off, never a 5xx, and nothing stored', async () => {
    const shots = transportShots({ seed, token: VERIFICATION_TOKEN });
    expect(shots.length).toBeGreaterThan(300);
    const faults: string[] = [];
    let next = 0;
    const one = async () => {
      for (let shot = shots[next++]; shot !== undefined; shot = shots[next++]) {
        const { status, body } = await exchange(ports.gateway, shot.bytes);
        inputs.count(`broken HTTP: ${shot.kind}`);
        if (!shot.allowed.includes(status))
          faults.push(
            `[${shot.kind}] ${status} ${JSON.stringify(body.slice(0, 200))}: ${JSON.stringify(shot.bytes.toString('latin1').slice(0, 200))}`,
          );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    expect(faults.slice(0, 10)).toEqual([]);
    expect(await timeToLive(ports.gateway)).toBeLessThan(5_000);
    expect((await storedKeys()).length).toBe(accepted.size);
  }, 60_000);

  test('500 callers who begin a request and go silent do not keep others out', async () => {
    const head = 'POST /webhooks/drift HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';
    const sockets = Array.from({ length: 500 }, (_, i) => {
      const socket = connect(ports.gateway, '127.0.0.1', () => socket.write(head.slice(0, 20 + (i % 60))));
      socket.on('error', () => undefined); // the gateway hangs up on them, as it may
      return socket;
    });
    await eventually('they are connected', () => sockets.every(({ connecting }) => !connecting));
    inputs.count('silent', sockets.length);
    expect(await timeToLive(ports.gateway)).toBeLessThan(5_000);
    for (const socket of sockets) socket.destroy();
  });

  test('a signed text of many parameters is taken as long as Twilio could have sent it', async () => {
    const form = Array.from({ length: 200 }, (_, i) => [`Later${i}`, String(i)] as const);
    const sid = `SM${'e'.repeat(32)}`;
    const all = [
      ['MessageSid', sid],
      ['AccountSid', ACCOUNT_SID],
      ['From', VISITOR],
      ['To', OUR_NUMBER],
      ...form,
    ] as const;
    const path = '/webhooks/twilio/inbound';
    const { status } = await send(ports.gateway, {
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signTwilio(AUTH_TOKEN, secrets().publicUrl + path, all),
      },
      body: Buffer.from(
        new URLSearchParams(all.map(([name, value]): [string, string] => [name, value])).toString(),
      ),
    });
    expect(status).toBe(200);
  });

  test('the dispatcher gets through all of it, holds nothing for a defect of ours, and a visitor still gets the text', async () => {
    worker = await startProcess('worker', environment);
    await eventually(
      'the inbox is worked through',
      async () => {
        const { rows } = await db.query<{ waiting: number }>(
          'SELECT count(*)::int AS waiting FROM inbox WHERE outcome IS NULL',
        );
        return rows[0]?.waiting === 0;
      },
      90_000,
    );
    const { rows } = await db.query(
      `SELECT event_key, kind FROM inbox WHERE outcome = 'held' AND outcome_detail = 'it cannot be handed over' LIMIT 5`,
    );
    expect(rows).toEqual([]);
    sandbox.drift.startConversation({ contact: { name: 'Ann Normal', phone: VISITOR }, body: 'Hello?' });
    const text = await eventually(
      'the text',
      () => sandbox.twilio.texts.all().find(({ to }) => to === VISITOR),
      60_000,
    );
    expect(text.body).toContain('Ann');
  }, 180_000);

  test.each<[string, (i: number) => string, number]>([
    ['one parameter 60,000 times', () => 'a=', 60_000],
    ['one parameter 120,000 times', () => 'a', 120_000],
    ['30,000 parameters', (i) => `p${i}=`, 30_000],
  ])(
    'an unsigned form of %s is refused, and others are answered meanwhile',
    async (_name, parameter, count) => {
      const body = Buffer.from(Array.from({ length: count }, (_, i) => parameter(i)).join('&'));
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': 'x'.repeat(28),
      };
      const times: number[] = [];
      for (let tries = 0; tries < 3; tries += 1) {
        const startedAt = performance.now();
        const asked = send(ports.signing, {
          method: 'POST',
          path: '/webhooks/twilio/inbound',
          headers,
          body,
        });
        const { status } = await asked;
        expect([400, 403, 413]).toContain(status);
        inputs.count('form');
        times.push(performance.now() - startedAt);
      }
      // One thread: nobody else is answered meanwhile. The fastest, since a busy machine makes any of them wait.
      expect(Math.min(...times)).toBeLessThan(1_000);
    },
    30_000,
  );

  test('docs/security.md says how many of each class there were', async () => {
    if (seed === USUAL_SEED) expect(await tableOfPage(inputs.table())).toBe(inputs.table());
  });

  test('no process had a defect to report, and all still run', () => {
    expect(gateway.isAlive() && signing.isAlive()).toBe(true);
    for (const output of [gateway.output(), signing.output(), worker?.output() ?? ''])
      expect(
        output
          .split('\n')
          .filter((line) =>
            /request failed|internal_error|because of a defect|Warning:|Unhandled/.test(line),
          ),
      ).toEqual([]);
  });
});
