import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { loadConfig } from '../../../src/platform/config/config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { startGateway, type Gateway } from '../../../src/web/gateway/gateway.js';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.js';
import { createTestDatabase } from '../../support/database.js';
import { testKeys } from '../../support/keys.js';

export const ADMIN_TOKEN = 'connect-admin-token-of-32-characters';
export const [BIRCH, CEDAR, ACME] = [8101, 8102, 8103] as const;

interface Extra {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  readonly pool: Pool;
  /** Asks the admin API as the installation's owner. */
  api(
    path: string,
    body?: unknown,
    init?: Extra,
  ): Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;
  close(): Promise<void>;
}

/** A gateway with Drift's OAuth apps, and a simulated Drift with companies that may approve them. */
export async function setStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const sandbox = await startSandbox({
    drift: {
      rateLimit: 0,
      orgs: [BIRCH, CEDAR, ACME].map((orgId) => ({ orgId, name: `Org ${orgId}`, ownIds: true })),
    },
  });
  const database = await createTestDatabase();
  const config = loadConfig({
    SANDBOX: 'on',
    PORT: '0',
    ADMIN_TOKEN,
    LOG_LEVEL: 'silent',
    ENCRYPTION_KEYS: testKeys('k1'),
    DRIFT_ORG_ID: String(ACME),
    DRIFT_API_URL: sandbox.driftUrl,
    DRIFT_AUTHORIZE_URL: `${sandbox.driftUrl}/authorize`,
    ...environment,
  });
  const gateway = await startGateway(config, database.appUrl);
  const log = createLogger('test', 'silent');
  const pool = createPool({ url: database.url, size: 3, name: 'test', timeoutMs: 10_000, log });
  return {
    sandbox,
    gateway,
    pool,
    api: async (path, body, { headers = {} } = {}) => {
      const response = await fetch(gateway.adminUrl + path, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'x-operator': 'Kim', ...headers },
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    close: async () => {
      await gateway.close();
      await pool.end();
      await sandbox.close();
      await database.drop();
    },
  };
}

/** A browser: it follows redirects and keeps the cookies that it is given, each for its path. */
export class Browser {
  cookies = new Map<string, { readonly value: string; readonly path: string; readonly attributes: string }>();
  /** All addresses that it was at. */
  seen: string[] = [];
  #stopsAt: string | null = null;

  async open(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; text: string; headers: Headers }> {
    this.seen.push(url);
    const { pathname } = new URL(url);
    if (pathname === this.#stopsAt) return { status: 0, text: '', headers: new Headers() };
    const cookie = [...this.cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*);?(.*)$/.exec(line) ?? [];
      const path = /Path=([^;]+)/i.exec(attributes)?.[1] ?? '/';
      if (/Max-Age=0/.test(attributes)) this.cookies.delete(name);
      else this.cookies.set(name, { value, path, attributes });
    }
    const location = response.headers.get('location');
    if (location !== null) return this.open(new URL(location, url).href);
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** The same, as far as where the vendor sends it back to: what an attacker sees who is between. */
  async openUntilCallback(url: string): Promise<string> {
    this.#stopsAt = '/oauth/drift/callback';
    try {
      await this.open(url);
    } finally {
      this.#stopsAt = null;
    }
    const at = this.seen.at(-1) ?? '';
    if (!at.includes('/oauth/drift/callback')) throw new Error('the callback was not reached');
    return at;
  }
}
