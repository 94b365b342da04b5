import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { VariableName } from '../../../src/platform/config/variables.js';
import { pauseSending } from '../../../src/operate/operations/pauses.js';
import { account, canariesIn, canary } from '../../hostile/canaries.js';
import { eventually } from '../../support/eventually.js';
import { program } from '../../support/programs.js';
import { startTextback, type Textback } from '../../support/textback.js';

const { accountSid, number } = account;
const [phone, stranger, ...others] = canary.phones;
const eMail = 'zeb@canary-8841.example';

interface Section {
  readonly ms: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
interface Bundle {
  readonly about: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly processes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly records: Readonly<Record<string, Section>>;
  readonly conversation?: Readonly<Record<string, Section>>;
}

describe('the support bundle', () => {
  let textback: Textback;
  let folder: string;
  let conversationId: number;
  let environment: Partial<Record<VariableName, string>>;

  /** Runs the command as an operator does. */
  async function command(...args: string[]): Promise<{ code: number; output: string }> {
    const { PATH, HOME } = process.env;
    const { gateway, databaseUrl, config } = textback;
    const child = spawn(process.execPath, [program('src/cli/textback.ts'), 'support-bundle', ...args], {
      env: {
        PATH,
        HOME,
        ...environment,
        PORT: new URL(gateway.url).port,
        DATABASE_URL: databaseUrl,
        DRIFT_API_URL: config.chat.apiUrl,
        TWILIO_API_URL: config.sms.apiUrl,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  const read = async (file: string) => {
    const text = await readFile(join(folder, file), 'utf8');
    return { text, bundle: JSON.parse(text) as Bundle };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textback-bundle-'));
    environment = {
      SANDBOX: 'off',
      DRIFT_ACCESS_TOKEN: canary.driftToken,
      DRIFT_VERIFICATION_TOKEN: canary.verificationToken,
      DRIFT_SIGNING_SECRET: canary.signingSecret,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: canary.twilioToken,
      TWILIO_API_KEY: canary.apiKey,
      TWILIO_API_SECRET: canary.apiSecret,
      TWILIO_FROM_NUMBERS: number,
      MEDIA_SIGNING_KEY: canary.mediaKey,
      ADMIN_TOKEN: canary.adminToken,
      BUSINESS_NAME: `Acme ${canary.surname}`,
      QUIET_HOURS: 'off',
      PUBLIC_URL: '',
    };
    const orgs = [
      {
        orgId: 7007,
        accessToken: canary.driftToken,
        verificationToken: canary.verificationToken,
        signingSecret: canary.signingSecret,
      },
    ];
    textback = await startTextback({
      environment,
      sandbox: {
        drift: { orgs, hmac: true },
        twilio: {
          accountSid,
          authToken: canary.twilioToken,
          apiKey: canary.apiKey,
          apiSecret: canary.apiSecret,
          numbers: [number],
        },
      },
    });
    await talk();
    await poison();
  }, 120_000);
  afterAll(async () => {
    await textback.close();
    await rm(folder, { recursive: true });
  });

  /** Texted, answered by text with a picture, relayed, refused, stopped; a stranger's text is held. */
  async function talk(): Promise<void> {
    const { drift, twilio } = textback.sandbox;
    const { conversation } = drift.startConversation({
      contact: { name: `${canary.name} ${canary.surname}`, phone, email: eMail },
      body: `${canary.words}, write to ${eMail} or call ${phone}`,
    });
    conversationId = conversation.id;
    const sends = async (where: string) =>
      (await textback.db.query(`SELECT FROM ledger WHERE ${where}`)).rowCount;
    await eventually('the follow-up', () => textback.texts().length === 1);
    twilio.text({
      from: phone,
      body: canary.words,
      media: [{ contentType: 'image/png', data: PIXEL }],
    });
    await eventually('the relay to Drift', () => sends("medium = 'chat' AND state = 'accepted'"));
    twilio.setOutcome(phone, { refuse: 21408 });
    drift.say(conversation.id, { author: 'rep', body: canary.words });
    await eventually('the refusal', () => sends("medium = 'sms' AND error_code = '21408'"));
    twilio.text({ from: stranger, body: `${canary.words} ${canary.name}` });
    await eventually('the text is held', async () => {
      return (await textback.db.query("SELECT FROM inbox WHERE outcome = 'held'")).rowCount;
    });
  }

  /** What people and other builds may have left in columns that are shown, or stand beside those. */
  async function poison(): Promise<void> {
    const { db } = textback;
    const why = `${canary.name} asked, ${phone}`;
    const operator = { name: canary.name, via: 'command' as const };
    await pauseSending(db, { operator, requestId: 'r1' }, { orgId: null, why });
    await db.query("UPDATE inbox SET outcome_detail = $1 WHERE outcome = 'held'", [
      `the text of ${phone} (${eMail}) cannot be placed`,
    ]);
    await db.query("UPDATE ledger SET error_code = $1 WHERE error_code = '21408'", [others[0]]);
    await db.query("INSERT INTO workers (name, seen_at) VALUES ($1, now()), ('unusual', now())", [
      `${canary.name}-laptop-4711-0123abcd`,
    ]);
    await db.query('UPDATE media SET content_type = $1', [`image/${phone}`]);
    await db.query("UPDATE ledger SET state = 'parked' WHERE error_code = $1", [others[0]]);
  }

  test('holds nothing of a person and no secret, not with a conversation either', async () => {
    for (const args of [[], ['--conversation', String(conversationId)]]) {
      const { code, output } = await command('--output', join(folder, 'bundle.json'), ...args);
      expect([code, output]).toEqual([0, expect.stringContaining('Read it before you send it.')]);
      const { text } = await read('bundle.json');
      expect(canariesIn(`${text}${output}`)).toEqual([]);
      // Not the bare digits of the canary: the size of a table may hold them too.
      for (const word of [eMail, 'canary', '-8841', hostname(), accountSid, number, folder, 'laptop'])
        expect([word, text.includes(word)]).toEqual([word, false]);
    }
  });

  test('and PostgreSQL does, so the search would have found it', async () => {
    const tables = [
      'inbox',
      'conversations',
      'ledger',
      'pauses',
      'audit_log',
      'workers',
      'sessions',
      'media',
    ];
    for (const table of tables) {
      const { rows } = await textback.db.query<{ all: string }>(
        `SELECT string_agg(t::text, '') AS all FROM ${table} t`,
      );
      expect([table, canariesIn(rows[0]?.all ?? '').length > 0]).toEqual([table, true]);
    }
  });

  test('tells what support asks: versions, settings, migration, sizes, counts, what waits and what failed', async () => {
    await command('--output', join(folder, 'bundle.json'));
    const { bundle } = await read('bundle.json');
    expect(bundle.machine).toMatchObject({
      textback: '0.1.0',
      node: process.version,
      packages: { '@temporalio/worker': expect.stringMatching(/^1\./) },
    });
    expect(bundle.settings).toMatchObject({
      DRIFT_ACCESS_TOKEN: 'set',
      DATABASE_URL: expect.stringMatching(/^postgres(ql)?:\/\/[^@]+\/test_\w+$/),
      TWILIO_FROM_NUMBERS: '1: ***23',
      BUSINESS_NAME: 'set',
      QUIET_HOURS: 'off',
      FOLLOW_UP_DELAY: 'default',
      TWILIO_MESSAGING_SERVICE_SID: 'unset',
    });
    for (const [name, section] of Object.entries(bundle.records))
      expect([name, section]).toEqual([name, { ms: expect.any(Number), rows: expect.any(Array) }]);
    const { records, processes } = bundle;
    expect(Number(records['migrations']?.rows[0]?.['version'])).toBeGreaterThanOrEqual(16);
    expect(records['tables']?.rows.map((row) => row['table'])).toEqual(
      expect.arrayContaining(['inbox', 'ledger', 'conversations']),
    );
    expect(records['conversations']?.rows).toMatchObject([{ state: 'bridging', count: 1 }]);
    expect(records['held']?.rows).toMatchObject([
      { kind: 'text_received', detail: 'the text of ***72 (***) cannot be placed' },
    ]);
    expect(records['parked']?.rows).toMatchObject([{ conversationId, medium: 'sms', state: 'parked' }]);
    expect(records['sends']?.rows).toContainEqual(
      expect.objectContaining({ medium: 'sms', state: 'parked', errorCode: 'other', count: 1 }),
    );
    expect(records['workers']?.rows.map(({ worker }) => worker)).toEqual(
      expect.arrayContaining(['4711-0123abcd', null]),
    );
    expect(records['pauses']?.rows).toEqual([{ orgId: null, since: expect.any(String) }]);
    expect(processes).toMatchObject({
      gateway: { textback_storage_up: 1, textback_held_events: 1, textback_sending_paused: 1 },
      worker: { notReached: 'WORKER_PORT is not set' },
    });
  });

  test('has the rows of the conversation that is asked for, with codes and times and no words', async () => {
    await command('--output', join(folder, 'bundle.json'), '--conversation', String(conversationId));
    const { conversation = {} } = (await read('bundle.json')).bundle;
    const rows = (name: string) => conversation[name]?.rows ?? [];
    expect(rows('conversation')).toMatchObject([{ conversationId, state: 'bridging', hasPhone: true }]);
    expect(rows('events').length).toBeGreaterThan(3);
    expect(rows('sends')).toContainEqual(
      expect.objectContaining({ purpose: 'follow_up', hasVendorId: true, bodyLength: expect.any(Number) }),
    );
    expect(rows('sessions')).toHaveLength(1);
    expect(rows('media')).toMatchObject([{ origin: 'text', state: 'stored' }]);
    await command('--output', join(folder, 'bundle.json'), '--conversation', '1');
    expect((await read('bundle.json')).bundle.conversation?.['conversation']?.rows).toEqual([]);
  });

  test('is readable by its owner only, and a wrong call says how it is called', async () => {
    await command('--output', join(folder, 'bundle.json'));
    expect((await stat(join(folder, 'bundle.json'))).mode & 0o077).toBe(0);
    const { code, output } = await command('--conversation', 'Ana');
    expect([code, output]).toEqual([2, expect.stringContaining('Usage: textback support-bundle')]);
  });
});

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
