import { access } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../../src/platform/config/config.js';
import { variables, type Variable } from '../../src/platform/config/variables.js';
import { APP_ROLE } from '../../src/platform/db/app-role.js';
import {
  interpolate,
  interpolatedNames,
  parseCompose,
  readComposeFile,
  readSettings,
  type Service,
} from './compose-file.js';
import { composeValidator } from './compose-schema.js';

const source = await readComposeFile();
const sandbox = await readSettings('deploy/sandbox.env');
const text = interpolate(source, sandbox);
const compose = parseCompose(text);
const services = Object.entries(compose.services);
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
/** The sandbox's settings but one. */
const without = (name: string) =>
  Object.fromEntries(Object.entries(sandbox).filter(([other]) => other !== name));
const ownImage = services.filter(([, { build }]) => build !== undefined);
const jobs = ['migrate', 'temporal-schema', 'temporal-namespace'];

describe('docker-compose.yml against the schema of the compose specification', () => {
  const validate = composeValidator();
  const judge = (yaml: string) => {
    const valid = validate(parse(yaml, { merge: true }));
    return { valid, errors: validate.errors ?? [] };
  };

  test('is valid', () => {
    expect(judge(text)).toEqual({ valid: true, errors: [] });
  });

  const mutations: [name: string, from: string, to: string][] = [
    ['an unknown key in a service', '    stop_grace_period: 30s', '    stop_grace_time: 30s'],
    ['an unknown key at the top', '\nvolumes:', '\nvolume:'],
    ['an unknown key in a health check', '      start_period: 20s', '      start_after: 20s'],
    ['an unknown condition', 'condition: service_healthy', 'condition: service_well'],
    ['a wrong type: networks', 'networks: [textback]', 'networks: textback'],
    ['a wrong type: ports', "ports: ['127.0.0.1:3000:3000', '127.0.0.1:3001:3001']", 'ports: 3000'],
    ['a wrong type: read_only', 'read_only: true', 'read_only: [true]'],
    ['a wrong type: environment', "      PORT: '3000'", '      PORT: [3000]'],
  ];
  test.each(mutations)('is no longer valid with %s', (_name, from, to) => {
    expect(text).toContain(from);
    const { valid, errors } = judge(text.replace(from, to));
    expect(valid).toBe(false);
    expect(errors).not.toEqual([]);
  });

  test('writes times and ports as Compose reads them, which the schema leaves open', () => {
    const times = [...text.matchAll(/^ +(?:interval|timeout|start_period|stop_grace_period): (.*)$/gm)];
    expect(times.length).toBeGreaterThan(5);
    for (const [, time] of times) expect(time).toMatch(/^(\d+(ms|s|m|h))+$/);
    for (const [, { ports = [] }] of services) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d{2,5}:\d{2,5}$/);
    }
  });
});

describe('images', () => {
  test.each(services)('%s has a pinned image or is built here', (_name, { image, build }) => {
    if (build === undefined) expect(image).toMatch(/^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.]+)?$/);
    else expect(image).toBe('textback:local');
  });

  test('are never "latest" nor the deprecated auto-setup', () => {
    expect(source).not.toMatch(/:latest|auto-setup/);
  });

  test("are the same version of Temporal's server and of its tools", () => {
    const tag = (name: string) => service(name).image?.split(':')[1];
    expect([tag('temporal-schema'), tag('temporal-namespace')]).toEqual([tag('temporal'), tag('temporal')]);
  });
});

describe('exposure', () => {
  test('nothing is published on another address than 127.0.0.1', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(published.length).toBeGreaterThan(3);
  });

  test('the gateway and the databases of the two sides do not see one another across networks', () => {
    expect(service('gateway').networks).toEqual(['textback']);
    expect(service('postgres').networks).toEqual(['textback']);
    expect(service('temporal').networks).toEqual(['temporal']);
    expect(service('temporal-postgres').networks).toEqual(['temporal']);
  });

  test.each(['POSTGRES_PASSWORD', 'POSTGRES_APP_PASSWORD', 'TEMPORAL_POSTGRES_PASSWORD'])(
    'a missing or empty %s stops it',
    (name) => {
      expect(() => interpolate(source, without(name))).toThrow(name);
      expect(() => interpolate(source, { ...sandbox, [name]: '' })).toThrow(name);
    },
  );

  test('no password has a default', () => {
    const uses = [...source.matchAll(/\$\{\w*PASSWORD(.*?)\}/g)].map(([, rest]) => rest);
    expect(uses.length).toBeGreaterThan(3);
    for (const rest of uses) expect(rest).toMatch(/^:\?\w/);
  });

  test.each([
    ...['PUBLIC_URL', 'DRIFT_ACCESS_TOKEN', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM_NUMBERS'],
  ])(
    'a missing or empty %s stops it, so that nobody runs half of it, or the sandbox, by an oversight',
    (name) => {
      expect(() => interpolate(source, without(name))).toThrow(name);
      expect(() => interpolate(source, { ...sandbox, [name]: '' })).toThrow(name);
    },
  );

  test('only deploy/sandbox.env makes a sandbox of it, with the keys that everybody can read', () => {
    expect(sandbox['SANDBOX']).toBe('on');
    expect(() => loadConfig({ ...sandbox, DATABASE_URL: 'postgres://a@b/c' }, 'gateway')).not.toThrow();
    expect(() =>
      loadConfig({ ...sandbox, SANDBOX: '', DATABASE_URL: 'postgres://a@b/c' }, 'gateway'),
    ).toThrow(/TWILIO_AUTH_TOKEN is the sandbox's, which everybody can read/);
  });

  test('the gateway is handed no key that calls Drift and no API key of Twilio; the worker none that only verifies', () => {
    const handed = (name: string) => Object.keys(service(name).environment ?? {});
    for (const [name, { usedBy }] of Object.entries<Variable>(variables)) {
      if (usedBy === 'worker')
        expect([name, handed('gateway')]).toEqual([name, expect.not.arrayContaining([name])]);
      if (usedBy === 'gateway')
        expect([name, handed('worker')]).toEqual([name, expect.not.arrayContaining([name])]);
    }
    expect(handed('worker')).toEqual(expect.arrayContaining(['DRIFT_ACCESS_TOKEN', 'TWILIO_API_SECRET']));
  });

  test('gateway and worker connect as a role that is no superuser; only the migration is the owner', () => {
    const user = (name: string) => new URL(service(name).environment?.['DATABASE_URL'] ?? '').username;
    expect([user('gateway'), user('worker'), user('migrate')]).toEqual([APP_ROLE, APP_ROLE, 'textback']);
  });
});

describe('hardening', () => {
  test.each(services)(
    '%s has no right of root, cannot gain one, and is bounded in memory and logs',
    (_name, own) => {
      expect(own.cap_drop).toEqual(['ALL']);
      expect(own.cap_add).toBeUndefined();
      expect(own.privileged).toBeUndefined();
      expect(own.security_opt).toEqual(['no-new-privileges:true']);
      expect(own.mem_limit).toMatch(/^\d+[mg]$/);
      expect(own.logging?.options).toEqual({ 'max-size': '20m', 'max-file': '5' });
    },
  );

  test('every file system is read-only but that of the Temporal Web UI, which writes its configuration', () => {
    expect(services.filter(([, own]) => own.read_only !== true).map(([name]) => name)).toEqual([
      'temporal-ui',
    ]);
  });

  test('the databases and the Temporal Web UI run as users of their images; the others say so in theirs', () => {
    const users = Object.fromEntries(
      services.flatMap(([name, { user }]) => (user === undefined ? [] : [[name, user]])),
    );
    expect(users).toEqual({
      postgres: '999:999',
      'temporal-postgres': '999:999',
      'temporal-ui': '5000:5000',
    });
  });

  test('only what the documents name is published', () => {
    const publishing = services.flatMap(([name, { ports = [] }]) => (ports.length > 0 ? [name] : []));
    expect(publishing.sort()).toEqual(['gateway', 'postgres', 'sandbox', 'temporal', 'temporal-ui']);
  });
});

describe('processes', () => {
  test.each(['gateway', 'worker', 'postgres', 'temporal', 'temporal-postgres'])(
    '%s has a health check and comes back',
    (name) => {
      const { healthcheck, restart } = service(name);
      expect(healthcheck?.test?.[0]).toMatch(/^CMD/);
      expect(healthcheck?.disable).not.toBe(true);
      expect(restart).toBe('unless-stopped');
    },
  );

  test.each(jobs)('%s runs once', (name) => {
    expect(service(name).restart).toBe('no');
  });

  test('are waited for by a condition, never only by their start', () => {
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(awaited.length).toBeGreaterThan(5);
    for (const [name, { condition }] of awaited) {
      expect([name, condition]).toEqual([
        name,
        jobs.includes(name) ? 'service_completed_successfully' : 'service_healthy',
      ]);
      if (!jobs.includes(name)) expect(service(name).healthcheck).toBeDefined();
    }
  });

  test('the gateway waits for nothing of Temporal', () => {
    const reach = (name: string): string[] =>
      Object.keys(service(name).depends_on ?? {}).flatMap((next) => [next, ...reach(next)]);
    expect(reach('gateway').sort()).toEqual(['migrate', 'postgres']);
  });

  test('the worker can be scaled: no fixed name, no fixed port, time to finish', () => {
    const worker = service('worker');
    expect(worker).not.toHaveProperty('container_name');
    expect(worker).not.toHaveProperty('ports');
    expect(worker.stop_grace_period).toBe('1m');
  });

  test('mounted scripts and settings are in the repository', async () => {
    const mounts = services.flatMap(([, { volumes = [] }]) =>
      volumes.filter((volume) => volume.startsWith('./')),
    );
    expect(mounts).not.toEqual([]);
    for (const mount of mounts) await access(mount.split(':')[0] ?? '');
    const mounted = [...source.matchAll(/\/opt\/textback\/([\w.-]+)/g)].map(([, file]) => file);
    for (const file of mounted) await access(`deploy/temporal/${file}`);
    expect(new Set(mounted)).toEqual(new Set(['schema.sh', 'namespace.sh', 'dynamic-config.yaml']));
  });
});

describe('settings', () => {
  test.each(ownImage)('%s is handed known variables only', (_name, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !(name in variables))).toEqual([]);
  });

  test('gateway and worker are handed every variable that is not of another way to run', () => {
    const elsewhere = [
      ...['DATA_DIR', 'TEMPORAL_UI_PORT', 'SANDBOX_PORT', 'WORKFLOW_BUNDLE'],
      'DATABASE_APP_PASSWORD', // the migration's
    ];
    const handed = (name: string) => Object.keys(service(name).environment ?? {});
    const expected = Object.keys(variables).filter((name) => !elsewhere.includes(name));
    expect([...new Set([...handed('gateway'), ...handed('worker')])].sort()).toEqual(expected.sort());
  });

  test('gateway and worker agree on every variable that both get', () => {
    const gateway = service('gateway').environment ?? {};
    const worker = service('worker').environment ?? {};
    const shared = Object.keys(gateway).filter((name) => name in worker);
    const pick = (from: Readonly<Record<string, string | null>>) => shared.map((name) => [name, from[name]]);
    expect(pick(gateway)).toEqual(pick(worker));
  });

  test('deploy/sandbox.env sets variables that are read, and points at services that exist', () => {
    const read = [...Object.keys(variables), ...interpolatedNames(source)];
    expect(Object.keys(sandbox).filter((name) => !read.includes(name))).toEqual([]);
    const urls = Object.values(sandbox).filter((value) => URL.canParse(value));
    expect(urls.length).toBeGreaterThanOrEqual(3);
    for (const url of urls) expect(Object.keys(compose.services)).toContain(new URL(url).hostname);
  });
});
