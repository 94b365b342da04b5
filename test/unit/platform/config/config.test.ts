import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { chatApps } from '../../../../src/platform/config/chat-apps.js';
import type { Purpose } from '../../../../src/platform/config/purpose.js';
import { withSecretFiles } from '../../../../src/platform/config/secret-files.js';
import { loadConfig, type Config } from '../../../../src/platform/config/config.js';
import { ConfigError, type Environment } from '../../../../src/platform/config/read.js';
import { variables, type Variable, type VariableName } from '../../../../src/platform/config/variables.js';

const HEX = '0123456789abcdef0123456789abcdef';
const live: Partial<Record<VariableName, string>> = {
  DRIFT_ACCESS_TOKEN: 'drift-access',
  DRIFT_VERIFICATION_TOKEN: 'drift-verification',
  TWILIO_ACCOUNT_SID: `AC${HEX}`,
  TWILIO_AUTH_TOKEN: 'twilio-auth',
  TWILIO_FROM_NUMBERS: '+12025550123',
  PUBLIC_URL: 'https://textback.example.com',
  BUSINESS_NAME: 'Acme',
};
const problemsOf = (environment: Environment): readonly string[] => {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration without vendor keys', () => {
  const config = loadConfig({});

  test('is the sandbox: simulated vendors on this machine, a short wait, quiet hours as in production', () => {
    expect(config).toMatchObject({
      mode: 'sandbox',
      server: { host: '127.0.0.1', port: 3000, publicUrl: null },
      chat: { apiUrl: 'http://127.0.0.1:4001', rateLimit: { perSecond: 10, perMinute: null } },
      sms: { apiUrl: 'http://127.0.0.1:4002' },
      behaviour: { followUpDelayMs: 15_000, quietHours: { from: 1260, to: 480 }, businessName: 'Acme' },
    });
  });

  test('never speaks to a real vendor', () => {
    expect(JSON.stringify(config)).not.toMatch(/driftapi\.com|api\.twilio\.com/);
  });

  test("moves the simulated vendors with the sandbox's port", () => {
    const moved = loadConfig({ SANDBOX_PORT: '5000' });
    expect([moved.chat.apiUrl, moved.sms.apiUrl]).toEqual(['http://127.0.0.1:5001', 'http://127.0.0.1:5002']);
  });

  test('takes what is set before what a sandbox would set', () => {
    const own = loadConfig({
      FOLLOW_UP_DELAY: '2m',
      QUIET_HOURS: '22:00-07:00',
      DRIFT_API_URL: 'http://127.0.0.1:9/',
      BUSINESS_NAME: 'Zed',
    });
    expect(own).toMatchObject({
      mode: 'sandbox',
      chat: { apiUrl: 'http://127.0.0.1:9' },
      behaviour: { followUpDelayMs: 120_000, quietHours: { from: 1320, to: 420 }, businessName: 'Zed' },
    });
  });
});

describe('the encryption keys', () => {
  const encoded = Buffer.alloc(32, 7).toString('base64');

  test('are not needed, and are a ring whose first key is active', () => {
    expect(loadConfig(live).encryptionKeys).toBeNull();
    const { encryptionKeys } = loadConfig({ ...live, ENCRYPTION_KEYS: `k2:${encoded},k1:${encoded}` });
    expect([encryptionKeys?.activeId, encryptionKeys?.has('k1'), encryptionKeys?.has('k3')]).toEqual([
      'k2',
      true,
      false,
    ]);
  });

  test('that are not right stop the start, which does not print them', () => {
    const [problem = ''] = problemsOf({ ...live, ENCRYPTION_KEYS: `k1:${encoded.slice(1)}` });
    expect(problem).toMatch(/^ENCRYPTION_KEYS: should be comma-separated pairs/);
    expect(problem).not.toContain(encoded.slice(1, 12));
  });

  test('are nowhere in the configuration as it is printed', () => {
    const config = loadConfig({ ...live, ENCRYPTION_KEYS: `k1:${encoded}` });
    expect(JSON.stringify(config)).not.toContain(encoded);
    expect(Object.isFrozen(config.encryptionKeys)).toBe(true);
  });
});

describe('the configuration with vendor keys', () => {
  test("is live, with the contract's defaults", () => {
    expect(loadConfig(live)).toMatchObject({
      mode: 'live',
      server: { host: '127.0.0.1', port: 3000, publicUrl: 'https://textback.example.com' },
      database: { url: null, dataDir: '.data' },
      temporal: { address: null, namespace: 'default', uiPort: 8233 },
      chat: {
        apiUrl: 'https://driftapi.com',
        rateLimit: { perSecond: 10, perMinute: null },
        signingSecret: null,
        orgId: null,
      },
      sms: {
        apiUrl: 'https://api.twilio.com',
        apiKey: null,
        fromNumbers: ['+12025550123'],
        messagingServiceSid: null,
      },
      behaviour: {
        followUpDelayMs: 300_000,
        defaultCountry: 'US',
        quietHours: { from: 21 * 60, to: 8 * 60 },
        defaultTimeZone: 'America/New_York',
        markerTag: 'sms-follow-up',
        followUpMaxAgeMs: 3_600_000,
        relayMaxAgeMs: 3_600_000,
        latePhoneWindowMs: 86_400_000,
      },
      adminToken: null,
    });
  });

  test.each(['DRIFT_ACCESS_TOKEN', 'TWILIO_ACCOUNT_SID'] as const)(
    '%s alone makes it live, and never half a sandbox',
    (name) => {
      const problems = problemsOf({ [name]: live[name] });
      const others = (Object.keys(live) as VariableName[]).filter((other) => other !== name);
      for (const other of others)
        expect(problems).toContainEqual(expect.stringContaining(`${other} is missing`));
      expect(problems).toHaveLength(others.length);
    },
  );

  test.each(Object.keys(live) as VariableName[])('lacks %s: that one is named, and why', (name) => {
    const problems = problemsOf({ ...live, [name]: undefined });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: .{5,}`))]);
    expect(problemsOf({ ...live, [name]: '' })).toEqual(problems);
  });

  test.each<[VariableName, string]>([
    ['ADMIN_TOKEN', 'a'],
    ['ADMIN_TOKEN', 'x'.repeat(31)],
    ['ADMIN_TOKEN', '\u{1f511}'.repeat(31)],
    ['ADMIN_TOKEN', `${'x'.repeat(20)} ${'x'.repeat(20)}`],
    ['DRIFT_API_URL', 'http://driftapi.com'],
    ['DRIFT_API_URL', 'http://10.0.0.5:4001'],
    ['DRIFT_API_URL', 'http://sandbox:4001'],
    ['TWILIO_API_URL', 'http://127.0.0.1.example.com'],
    ['TWILIO_API_URL', 'http://localhost.example.com'],
    ['TWILIO_API_URL', 'http://0.0.0.0:4002'],
    ['TWILIO_API_URL', 'http://[2001:db8::1]'],
  ])('refuses %s=%s, and says what it should be', (name, value) => {
    const should =
      name === 'ADMIN_TOKEN' ? /at least 32 characters .*`openssl rand -hex 32`/ : /an https URL/;
    expect(problemsOf({ ...live, [name]: value })).toEqual([expect.stringMatching(should)]);
  });

  test.each<[VariableName, string]>([
    ['ADMIN_TOKEN', '4f'.repeat(32)],
    ['ADMIN_TOKEN', 'x'.repeat(32)],
    ['DRIFT_API_URL', 'https://drift-proxy.example.com/v1'],
    ['DRIFT_API_URL', 'http://127.0.0.1:4001'],
    ['DRIFT_API_URL', 'http://127.8.8.8'],
    ['TWILIO_API_URL', 'http://localhost:4002'],
    ['TWILIO_API_URL', 'http://[::1]:4002/'],
  ])('takes %s=%s', (name, value) => {
    expect(problemsOf({ ...live, [name]: value })).toEqual([]);
  });

  test('asks neither of a sandbox, whose token is published and whose vendors may be in another container', () => {
    expect(problemsOf({ ADMIN_TOKEN: 'x', DRIFT_API_URL: 'http://sandbox:4001' })).toEqual([]);
  });

  test('needs the verification token only where nothing is signed', () => {
    expect(
      problemsOf({ ...live, DRIFT_VERIFICATION_TOKEN: undefined, DRIFT_SIGNING_SECRET: 'secret' }),
    ).toEqual([]);
  });

  test('needs a public URL only with the real Twilio', () => {
    expect(problemsOf({ ...live, PUBLIC_URL: undefined, TWILIO_API_URL: 'http://127.0.0.1:4002' })).toEqual(
      [],
    );
  });

  test.each(['TWILIO_API_KEY', 'TWILIO_API_SECRET'] as const)(
    'with %s alone is refused: key and secret go together',
    (name) => {
      expect(problemsOf({ ...live, [name]: `SK${HEX}` })).toEqual([expect.stringContaining('go together')]);
    },
  );

  test('an OpenID provider is configured whole or not at all', () => {
    const whole = { OIDC_ISSUER: 'https://id.acme.example', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' };
    expect(loadConfig({ ...live, ...whole }).oidc).toEqual({
      issuer: 'https://id.acme.example',
      clientId: 'x',
      clientSecret: 'y',
    });
    expect(loadConfig(live).oidc).toBeNull();
    expect(loadConfig({ ...live, ...whole }, 'worker').oidc).toBeNull();
    for (const name of Object.keys(whole))
      expect(problemsOf({ ...live, ...whole, [name]: '' })).toEqual([
        'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all of them or none',
      ]);
    expect(problemsOf({ ...live, ...whole, OIDC_ISSUER: 'http://id.acme.example' })).toEqual([
      expect.stringContaining('should be an https URL, or on this machine'),
    ]);
  });

  test('with an API key uses it for calls', () => {
    const { sms } = loadConfig({ ...live, TWILIO_API_KEY: `SK${HEX}`, TWILIO_API_SECRET: 'key-secret' });
    expect(sms.apiKey).toEqual({ sid: `SK${HEX}`, secret: 'key-secret' });
  });
});

describe('a configuration that is wrong', () => {
  test('is refused with one message that lists every bad and every missing variable', () => {
    const bad = {
      PORT: 'http',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      TWILIO_ACCOUNT_SID: 'AC1',
      TWILIO_FROM_NUMBERS: '202-555-0123',
      FOLLOW_UP_DELAY: '5',
      QUIET_HOURS: '9pm-8am',
      DEFAULT_COUNTRY: 'USA',
      DEFAULT_TIME_ZONE: 'New York',
      LOG_LEVEL: 'loud',
    };
    const missing = [
      'DRIFT_ACCESS_TOKEN',
      'DRIFT_VERIFICATION_TOKEN',
      'TWILIO_AUTH_TOKEN',
      'PUBLIC_URL',
      'BUSINESS_NAME',
    ];
    const problems = problemsOf(bad);
    expect(problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0]).sort()).toEqual(
      [...Object.keys(bad), ...missing].sort(),
    );
    let message = '';
    try {
      loadConfig(bad);
    } catch (error) {
      message = String(error);
    }
    for (const problem of problems) expect(message).toContain(problem);
  });

  test('says for every variable of the table what it should be', () => {
    const table = Object.entries(variables) as [VariableName, Variable][];
    for (const [name, { shouldBe, secret, schema }] of table) {
      const wrong = '\u0000 ? #';
      if (schema.safeParse(wrong).success) continue; // free text
      const problems = problemsOf({ ...live, [name]: wrong });
      expect(problems).toContainEqual(`${name}${secret ? '' : ` is "${wrong}"`}: should be ${shouldBe}`);
    }
  });

  test('never prints a secret, right or wrong', () => {
    const secrets = (Object.entries(variables) as [VariableName, Variable][])
      .filter(([, { secret }]) => secret)
      .map(([name]) => name);
    expect(secrets).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'DRIFT_ACCESS_TOKEN',
        'DRIFT_VERIFICATION_TOKEN',
        'DRIFT_SIGNING_SECRET',
        'TWILIO_AUTH_TOKEN',
        'TWILIO_API_SECRET',
        'ADMIN_TOKEN',
      ]),
    );
    const environment = Object.fromEntries(secrets.map((name) => [name, `hunter2-${name}`]));
    const message = problemsOf({ ...environment, PORT: 'bad' }).join('\n');
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('hunter2');
  });
});

describe('the value of a variable', () => {
  const at = (config: Config, path: string): unknown =>
    path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], config);
  const SK = `SK${HEX}`;

  test.each<[VariableName, string, string, unknown]>([
    ['PORT', '0', 'server.port', 0],
    ['PORT', '65535', 'server.port', 65_535],
    ['HOST', '::1', 'server.host', '::1'],
    ['PUBLIC_URL', 'https://a.example/', 'server.publicUrl', 'https://a.example'],
    ['PUBLIC_URL', 'https://a.example/base//', 'server.publicUrl', 'https://a.example/base'],
    ['PUBLIC_URL', 'http://127.0.0.1:3000', 'server.publicUrl', 'http://127.0.0.1:3000'],
    ['DATABASE_URL', 'postgres://u:p@h:5432/d', 'database.url', 'postgres://u:p@h:5432/d'],
    ['DATABASE_URL', 'postgresql://h/d?sslmode=require', 'database.url', 'postgresql://h/d?sslmode=require'],
    ['TEMPORAL_ADDRESS', 'temporal:7233', 'temporal.address', 'temporal:7233'],
    ['DRIFT_RATE_LIMIT', '1', 'chat.rateLimit', { perSecond: 1, perMinute: null }],
    ['DRIFT_RATE_LIMIT', '1000', 'chat.rateLimit', { perSecond: 1_000, perMinute: null }],
    ['DRIFT_RATE_LIMIT', '10/s', 'chat.rateLimit', { perSecond: 10, perMinute: null }],
    ['DRIFT_RATE_LIMIT', '100/m', 'chat.rateLimit', { perSecond: 10, perMinute: 100 }],
    ['DRIFT_RATE_LIMIT', '600/m', 'chat.rateLimit', { perSecond: 10, perMinute: 600 }],
    ['DRIFT_RATE_LIMIT', '5/m', 'chat.rateLimit', { perSecond: 5, perMinute: 5 }],
    ['DRIFT_ORG_ID', '7007', 'chat.orgId', 7007],
    ['MMS', 'off', 'media.mms', false],
    ['MEDIA_LINK_TTL', '1h', 'media.linkTtlMs', 3_600_000],
    ['MEDIA_LINK_TTL', '90d', 'media.linkTtlMs', 90 * 86_400_000],
    ['MEDIA_SIGNING_KEY', 'k'.repeat(32), 'media.signingKey', 'k'.repeat(32)],
    ['MEDIA_HOSTS', 'A.example, *.b.example/p', 'media.hosts', ['a.example', '*.b.example/p']],
    [
      'TWILIO_FROM_NUMBERS',
      '+12025550123, +442079460958',
      'sms.fromNumbers',
      ['+12025550123', '+442079460958'],
    ],
    ['TWILIO_MESSAGING_SERVICE_SID', `MG${HEX}`, 'sms.messagingServiceSid', `MG${HEX}`],
    ['FOLLOW_UP_DELAY', '1s', 'behaviour.followUpDelayMs', 1_000],
    ['FOLLOW_UP_DELAY', '1h30m', 'behaviour.followUpDelayMs', 5_400_000],
    ['FOLLOW_UP_DELAY', '1500ms', 'behaviour.followUpDelayMs', 1_500],
    ['FOLLOW_UP_DELAY', '1d', 'behaviour.followUpDelayMs', 86_400_000],
    ['LATE_PHONE_WINDOW', '0s', 'behaviour.latePhoneWindowMs', 0],
    [
      'FOLLOW_UP_TEMPLATE',
      '{business} here. STOP to end',
      'behaviour.followUpTemplate',
      '{business} here. STOP to end',
    ],
    ['DEFAULT_COUNTRY', 'gb', 'behaviour.defaultCountry', 'GB'],
    ['QUIET_HOURS', 'off', 'behaviour.quietHours', null],
    ['QUIET_HOURS', '00:00-23:59', 'behaviour.quietHours', { from: 0, to: 1_439 }],
    ['DEFAULT_TIME_ZONE', 'Europe/Berlin', 'behaviour.defaultTimeZone', 'Europe/Berlin'],
    ['DEFAULT_TIME_ZONE', 'UTC', 'behaviour.defaultTimeZone', 'UTC'],
    ['MARKER_TAG', 'sms_1-x', 'behaviour.markerTag', 'sms_1-x'],
    ['ADMIN_TOKEN', 'x'.repeat(32), 'adminToken', 'x'.repeat(32)],
    ['WORKER_PORT', '0', 'worker.port', 0],
    ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
    ['PORT', '', 'server.port', 3000],
  ])('%s=%j sets %s to %j', (name, value, path, expected) => {
    expect(at(loadConfig({ ...live, [name]: value }), path)).toEqual(expected);
  });

  test.each<[VariableName, string[]]>([
    ['PORT', ['-1', '65536', '80.5', '0x50', ' 80', 'http']],
    ['MMS', ['yes', 'ON', '1']],
    ['MEDIA_LINK_TTL', ['59m', '91d', '7', 'week']],
    ['MEDIA_SIGNING_KEY', ['short', `${'k'.repeat(31)} `, 'k '.repeat(20)]],
    [
      'MEDIA_HOSTS',
      [
        '*',
        '*.',
        'localhost',
        '127.0.0.1',
        'https://a.example',
        'a.example:8443',
        'a.*.example',
        'a.example,',
        'u@a.example',
      ],
    ],
    [
      'PUBLIC_URL',
      [
        'a.example',
        'ftp://a.example',
        'https://a.example/?x=1',
        'https://a.example/#x',
        'https://a.example ',
        'https://a.example/?',
        'https://a.example/#',
        'https:a.example',
        'https://user:hunter2@a.example',
        'https://',
        '//a.example',
        'javascript:alert(1)',
      ],
    ],
    ['DATABASE_URL', ['mysql://h/d', 'postgres', 'h:5432', 'postgres://h /d']],
    ['TEMPORAL_ADDRESS', ['temporal', 'temporal:99999', 'http://temporal:7233', 'temporal:', ':7233 ']],
    ['TEMPORAL_TASK_QUEUE', ['has space', 'a/b', 'x'.repeat(101)]],
    ['BUSINESS_NAME', ['   ']],
    ['TWILIO_AUTH_TOKEN', ['  ', 'a b', 'a\n']],
    ['QUIET_HOURS', ['21:00-21:00']],
    [
      'DRIFT_RATE_LIMIT',
      ['0', '1001', '10.5', 'ten', '-1', '1e1', '1001/s', '6001/m', '0/m', '10/h', '10 /s', '/m'],
    ],
    ['DRIFT_ORG_ID', ['0', 'org', '99999999999999999999']],
    ['TWILIO_ACCOUNT_SID', ['AC1', SK, `AC${HEX}0`, `ac${HEX}`]],
    [
      'TWILIO_FROM_NUMBERS',
      [
        '2025550123',
        '+1 202 555 0123',
        '+0123',
        '+12025550123,',
        '+12025550123,+12025550123',
        '+12025550123;+12025550124',
        ',',
      ],
    ],
    ['TWILIO_MESSAGING_SERVICE_SID', ['MG1', SK]],
    [
      'FOLLOW_UP_DELAY',
      ['5', '5 m', 'm', '5min', '0s', '999ms', '25h', '-5m', '1.5h', '5M', `${'9'.repeat(400)}d`],
    ],
    ['FOLLOW_UP_MAX_AGE', ['59s', '8d']],
    [
      'FOLLOW_UP_TEMPLATE',
      [
        'Hi {name}, reply STOP',
        '{business} says hi',
        '{business} STOP {email}',
        '{business} STOP {}',
        '{business} STOP {first name}',
        '{business} STOP {name',
        '{business} STOPPED',
        `{business} STOP ${'x'.repeat(480)}`,
      ],
    ],
    ['DEFAULT_COUNTRY', ['UK', 'USA', 'XX', '1']],
    [
      'QUIET_HOURS',
      [
        '21-8',
        '24:00-08:00',
        '21:60-08:00',
        '9:00-17:00',
        '21:00',
        'OFF',
        '21:00-08:00-09:00',
        '21:00 - 08:00',
      ],
    ],
    ['DEFAULT_TIME_ZONE', ['New York', 'Mars/Olympus']],
    ['MARKER_TAG', ['sms follow up', 'x'.repeat(61), '<b>']],
    ['SANDBOX_PORT', ['0', '65534']],
    ['LOG_LEVEL', ['loud', 'INFO', 'trace']],
  ])('%s takes none of %j', (name, values) => {
    for (const value of values) {
      expect([value, problemsOf({ ...live, [name]: value })]).toEqual([
        value,
        [expect.stringMatching(new RegExp(`^${name}\\b`))],
      ]);
    }
  });
});

describe('the mode', () => {
  const nothing = {};
  const real: [string, Environment][] = [
    ['a key of Drift', { DRIFT_ACCESS_TOKEN: 'drift-access' }],
    ['a secret of Drift', { DRIFT_SIGNING_SECRET: 'drift-signing' }],
    ['an account of Twilio', { TWILIO_ACCOUNT_SID: `AC${HEX}` }],
    ['a token of Twilio', { TWILIO_AUTH_TOKEN: 'twilio-auth' }],
    ['a database', { DATABASE_URL: 'postgres://a@b/c' }],
    ['a Temporal', { TEMPORAL_ADDRESS: 'temporal:7233' }],
    ['a profile of Temporal', { TEMPORAL_PROFILE: 'prod' }],
    ['a key of Temporal', { TEMPORAL_API_KEY: 'temporal-key' }],
    ['an https PUBLIC_URL', { PUBLIC_URL: 'https://textback.example.com' }],
    ['production', { NODE_ENV: 'production' }],
  ];

  test.each(['gateway', 'worker'] as const)('a %s without keys is never a sandbox by itself', (purpose) => {
    for (const environment of [
      nothing,
      { DATABASE_URL: 'postgres://a@b/c', PUBLIC_URL: 'https://t.example.com' },
    ])
      expect(() => loadConfig(environment, purpose)).toThrow(/TWILIO_ACCOUNT_SID is missing: .*SANDBOX=on/);
    expect(loadConfig({ SANDBOX: 'on' }, purpose).mode).toBe('sandbox');
  });

  test.each(real)('`npm start` beside %s is live, and lacks what it lacks', (_what, environment) => {
    expect(() => loadConfig(environment, 'start')).toThrow(/is missing/);
    expect(loadConfig(nothing, 'start').mode).toBe('sandbox');
  });

  test.each(real.slice(0, 4))('SANDBOX=on beside %s is refused', (_what, environment) => {
    const [name = ''] = Object.keys(environment);
    expect(problemsOf({ ...environment, SANDBOX: 'on' })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is set beside SANDBOX=on`)),
    ]);
  });

  test("SANDBOX=on is refused beside an https PUBLIC_URL, and goes with an http one and servers of one's own", () => {
    expect(problemsOf({ SANDBOX: 'on', PUBLIC_URL: 'https://textback.example.com' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL is an https URL beside SANDBOX=on/),
    ]);
    const servers = { DATABASE_URL: 'postgres://a@b/c', TEMPORAL_ADDRESS: 't:7233', NODE_ENV: 'production' };
    expect(loadConfig({ ...servers, SANDBOX: 'on', PUBLIC_URL: 'http://gateway:3000' }).mode).toBe('sandbox');
  });

  const published = Object.values<Variable>(variables).filter((variable) => variable.published !== undefined);
  const values = published.flatMap(({ name, published: given = [] }) =>
    [given].flat().map((value) => [name, value] as const),
  );
  /** The other half of what goes together. */
  const halves: Readonly<Record<string, Environment>> = {
    TWILIO_API: { TWILIO_API_KEY: `SK${HEX}`, TWILIO_API_SECRET: 'x' },
    DRIFT_CLIENT: { DRIFT_CLIENT_ID: 'x', DRIFT_CLIENT_SECRET: 'x' },
    DRIFT_READ_CLIENT: { DRIFT_READ_CLIENT_ID: 'x', DRIFT_READ_CLIENT_SECRET: 'x' },
  };
  test.each(values)("live mode refuses the sandbox's %s, which everybody can read", (name, value) => {
    const both = halves[name.replace(/_[A-Z]+$/, '')] ?? {};
    expect(problemsOf({ ...live, ...both, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is the sandbox's, which everybody can read`)),
    ]);
  });

  test("live mode refuses the sandbox's values wherever they stand", () => {
    const { published: authToken } = variables.TWILIO_AUTH_TOKEN;
    for (const name of ['ADMIN_TOKEN', 'MEDIA_SIGNING_KEY', 'DRIFT_VERIFICATION_TOKEN'])
      expect(problemsOf({ ...live, [name]: authToken })).toContainEqual(
        expect.stringMatching(new RegExp(`^${name} is the sandbox's, which everybody can read`)),
      );
  });

  test('a command that reads records needs no key, and keeps none', () => {
    const { mode, chat } = loadConfig({ ...live, DATABASE_URL: 'postgres://a@b/c' }, 'records');
    expect([mode, chat.accessToken]).toEqual(['live', null]);
    expect(() => loadConfig({ DATABASE_URL: 'postgres://a@b/c' }, 'records')).not.toThrow();
    expect(() => loadConfig({ DATABASE_URL: 'postgres://a@b/c', PORT: 'x' }, 'records')).toThrow(/PORT/);
  });
});

describe('the apps that companies connect by OAuth', () => {
  const client = { DRIFT_CLIENT_ID: 'the-app', DRIFT_CLIENT_SECRET: 'app-secret' };
  const readClient = { DRIFT_READ_CLIENT_ID: 'the-reader', DRIFT_READ_CLIENT_SECRET: 'reader-secret' };
  const appsOf = (environment: Environment, purpose: Purpose = 'start') =>
    chatApps(loadConfig({ ...live, ...environment }, purpose).chat);

  test('there is none unless it is configured, and each needs ID and secret', () => {
    expect(appsOf({})).toEqual([]);
    for (const pair of [client, readClient])
      for (const name of Object.keys(pair))
        expect(problemsOf({ ...live, ...pair, [name]: '' })).toEqual([
          expect.stringContaining('go together'),
        ]);
  });

  test("what is not set is Drift's, and the private app's verification token", () => {
    const urls = {
      authorizeUrl: 'https://dev.drift.com/authorize',
      tokenUrl: 'https://driftapi.com/oauth2/token',
      apiUrl: 'https://driftapi.com',
    };
    const verificationToken = 'drift-verification';
    expect(appsOf({ ...client, ...readClient })).toEqual([
      { edition: 'write', clientId: 'the-app', clientSecret: 'app-secret', verificationToken, ...urls },
      { edition: 'read', clientId: 'the-reader', clientSecret: 'reader-secret', verificationToken, ...urls },
    ]);
  });

  test('each part can be its own', () => {
    const [write, read] = appsOf({
      ...client,
      ...readClient,
      DRIFT_APP_VERIFICATION_TOKEN: 'of-app',
      DRIFT_AUTHORIZE_URL: 'https://a.example/authorize',
      DRIFT_TOKEN_URL: 'https://t.example/token',
      DRIFT_READ_AUTHORIZE_URL: 'https://r.example/authorize',
    });
    expect(write).toMatchObject({
      verificationToken: 'of-app',
      authorizeUrl: 'https://a.example/authorize',
      tokenUrl: 'https://t.example/token',
    });
    expect(read).toMatchObject({
      verificationToken: 'of-app',
      authorizeUrl: 'https://r.example/authorize',
      tokenUrl: 'https://t.example/token',
    });
    expect(appsOf({ ...readClient, DRIFT_READ_APP_VERIFICATION_TOKEN: 'of-reader' })).toMatchObject([
      { edition: 'read', verificationToken: 'of-reader' },
    ]);
  });

  test('the worker knows clients and no verification token; secrets travel by no http', () => {
    expect(appsOf({ ...client, DRIFT_APP_VERIFICATION_TOKEN: 'of-app' }, 'worker')).toMatchObject([
      { clientSecret: 'app-secret', verificationToken: null },
    ]);
    for (const name of ['DRIFT_TOKEN_URL', 'DRIFT_AUTHORIZE_URL', 'DRIFT_READ_TOKEN_URL'])
      expect(problemsOf({ ...live, [name]: 'http://drift.example/x' })).toEqual([
        expect.stringMatching(new RegExp(`^${name} is .*an https URL`)),
      ]);
  });

  test('the sandbox has both, with keys that everybody can read, and takes no real one', () => {
    const apps = chatApps(loadConfig({ SANDBOX_PORT: '5000' }).chat);
    expect(apps).toMatchObject([
      { edition: 'write', clientId: 'sandbox-client-id', tokenUrl: 'http://127.0.0.1:5001/oauth2/token' },
      {
        edition: 'read',
        clientId: 'sandbox-read-client-id',
        authorizeUrl: 'http://127.0.0.1:5001/authorize',
      },
    ]);
    expect(problemsOf({ SANDBOX: 'on', ...client })).toHaveLength(2);
    for (const token of ['sandbox-verification-token', 'sandbox-app-verification-token'])
      expect(problemsOf({ SANDBOX: 'on', DRIFT_APP_VERIFICATION_TOKEN: token })).toEqual([]);
  });
});

describe('a process keeps what it works with', () => {
  const all = {
    ...live,
    TWILIO_API_KEY: `SK${HEX}`,
    TWILIO_API_SECRET: 'key-secret',
    DRIFT_SIGNING_SECRET: 'sign',
  };

  test('the gateway starts without the keys that call vendors, and drops them if they are there', () => {
    const { chat, sms } = loadConfig(all, 'gateway');
    expect([chat.accessToken, sms.apiKey]).toEqual([null, null]);
    expect(chat).toMatchObject({ verificationToken: 'drift-verification', signingSecret: 'sign' });
    expect(problemsOf({ ...live, DRIFT_ACCESS_TOKEN: undefined })).not.toEqual([]);
    expect(() => loadConfig({ ...live, DRIFT_ACCESS_TOKEN: undefined }, 'gateway')).not.toThrow();
  });

  test('the worker starts without what only verifies, and drops it if it is there', () => {
    const { chat } = loadConfig(all, 'worker');
    expect(chat).toMatchObject({ accessToken: 'drift-access', verificationToken: null, signingSecret: null });
    expect(() => loadConfig({ ...live, DRIFT_VERIFICATION_TOKEN: undefined }, 'worker')).not.toThrow();
  });
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'textback-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, randomUUID());
    writeFileSync(path, text);
    return path;
  };

  test.each(['\n', '\r\n', ''])(
    'is read from NAME_FILE, for every secret, without the line break %j at its end',
    (end) => {
      const secrets = Object.values<Variable>(variables).filter(({ secret }) => secret === true);
      expect(secrets.length).toBeGreaterThan(8);
      for (const { name, schema } of secrets) {
        const value = schema.safeParse('https://x/secret').success
          ? 'https://x/secret'
          : 'postgres://a:b@c/d';
        if (!schema.safeParse(value).success) continue; // has a form of its own
        const { environment, problems } = withSecretFiles({ [`${name}_FILE`]: file(`${value}${end}`) });
        expect([name, environment[name], problems]).toEqual([name, value, []]);
      }
      const { chat } = loadConfig({
        ...live,
        DRIFT_ACCESS_TOKEN: '',
        DRIFT_ACCESS_TOKEN_FILE: file(`from-file${end}`),
      });
      expect(chat.accessToken).toBe('from-file');
    },
  );

  test('and in a variable too is an error; so is a file that is missing or empty', () => {
    expect(problemsOf({ ...live, TWILIO_AUTH_TOKEN_FILE: file('x') })).toEqual([
      'TWILIO_AUTH_TOKEN and TWILIO_AUTH_TOKEN_FILE are both set: set one of them',
    ]);
    const lacking = { ...live, TWILIO_AUTH_TOKEN: undefined };
    for (const [path, why] of [
      ['/nowhere/secret', 'ENOENT'],
      [file('\n'), 'is empty'],
    ] as const)
      expect(problemsOf({ ...lacking, TWILIO_AUTH_TOKEN_FILE: path })[0]).toMatch(
        new RegExp(`^TWILIO_AUTH_TOKEN_FILE: .*${why}`),
      );
  });

  test('a sandbox takes no real key from a file either', () => {
    expect(problemsOf({ SANDBOX: 'on', TWILIO_AUTH_TOKEN_FILE: file('real') })).toEqual([
      expect.stringContaining('TWILIO_AUTH_TOKEN is set beside SANDBOX=on'),
    ]);
  });
});

test('nobody can change the configuration once it is read, however deep', () => {
  const unfrozen: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) unfrozen.push(path);
    for (const [name, part] of Object.entries(value)) walk(part, `${path}.${name}`);
  };
  walk(loadConfig({ ...live, TWILIO_API_KEY: `SK${HEX}`, TWILIO_API_SECRET: 'x' }), 'config');
  walk(loadConfig({}), 'sandbox');
  expect(unfrozen).toEqual([]);
});

test('the environment that is given is the only one that is read', () => {
  process.env['MARKER_TAG'] = 'from-the-process';
  try {
    expect(loadConfig({}).behaviour.markerTag).toBe('sms-follow-up');
  } finally {
    delete process.env['MARKER_TAG'];
  }
});

test('a variable that is declared anywhere has one place in the configuration, and each name is there once', async () => {
  const folder = new URL('../../../../src/platform/config/variables/', import.meta.url);
  const sources = await Promise.all(
    (await readdir(folder)).map((file) => readFile(new URL(file, folder), 'utf8')),
  );
  const declared = sources.flatMap((source) =>
    [...source.matchAll(/\bname: '([A-Z_]+)'/g)].map(([, name]) => name),
  );
  expect(declared.length).toBeGreaterThan(50);
  expect(declared.sort()).toEqual(Object.keys(variables).sort());
});

test('the settings that everybody has to look at are few', () => {
  const toSet = Object.values<Variable>(variables).filter(({ group }) => group === 'to set');
  expect(toSet.length).toBeLessThanOrEqual(12);
  const needed = Object.values<Variable>(variables).filter((v) => v.needed !== undefined);
  expect(needed.filter((v) => v.group !== 'to set')).toEqual([]);
});
