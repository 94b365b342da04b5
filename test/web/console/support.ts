import { pino } from 'pino';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../../src/platform/config/config.js';
import type { VariableName } from '../../../src/platform/config/variables.js';
import type { ConsoleContext } from '../../../src/web/console/context.js';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { configuredWebhooks } from '../../../src/web/gateway/webhooks.js';
import { createGatewayApp } from '../../../src/web/gateway/app.js';
import { createLogger, describeError } from '../../../src/platform/logging/logger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { createTestDatabase } from '../../support/database.js';

export const ADMIN_TOKEN = 'console-test-token-of-32-characters';

/** A gateway with the console on a database of its own; Temporal is what the test makes it. */
export interface ConsoleUnderTest {
  readonly url: string;
  readonly databaseUrl: string;
  readonly pool: Pool;
  /** All log lines so far. */
  log(): string;
  close(): Promise<void>;
}

export async function startConsole({
  environment = {},
  histories = null,
  beside = null,
}: {
  readonly environment?: Partial<Record<VariableName, string>>;
  readonly histories?: ConsoleContext['histories'];
  /** Another gateway of the same installation: on the same database. */
  readonly beside?: Pick<ConsoleUnderTest, 'databaseUrl'> | null;
} = {}): Promise<ConsoleUnderTest> {
  const database =
    beside === null ? await createTestDatabase() : { url: beside.databaseUrl, drop: () => Promise.resolve() };
  const lines: string[] = [];
  const log = pino(
    { level: 'debug', serializers: { err: describeError } },
    { write: (line: string) => void lines.push(line) },
  );
  const silent = createLogger('test', 'silent');
  const pool = createPool({ url: database.url, size: 4, name: 'test', timeoutMs: 20_000, log: silent });
  const config = loadConfig({ ADMIN_TOKEN, LOG_LEVEL: 'silent', ...environment });
  const publicUrl = () => config.server.publicUrl ?? 'http://127.0.0.1';
  const adminUrl = () => config.server.adminUrl ?? publicUrl();
  const app = createGatewayApp(
    {
      config,
      pool,
      log,
      metrics: new Metrics(),
      webhooks: configuredWebhooks(config),
      vouches: () => Promise.resolve(true),
      publicUrl,
      adminUrl,
      accept: () => Promise.resolve(),
    },
    {
      config,
      pool,
      log,
      adminUrl,
      histories,
      temporalUi: { url: 'http://temporal.test:8233', namespace: 'default' },
    },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    databaseUrl: database.url,
    pool,
    log: () => lines.join(''),
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | null;
  readonly body: string;
}

/** A browser without a screen: keeps cookies, follows nothing by itself. */
export class Asker {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async get(path: string): Promise<Seen> {
    return this.#ask(path, {});
  }

  /** Sends a form as it stands: without a CSRF token unless it is among the fields. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Seen> {
    return this.#ask(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Fills in a form of a page: its hidden fields are those of the page's first form that leads to `action`. */
  async submit(page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const { body } = await this.get(page);
    return this.post(action, { ...hiddenFields(body, action), ...fields });
  }

  async signIn(name = 'Nadia', token = ADMIN_TOKEN): Promise<Seen> {
    return this.submit('/console/sign-in', '/console/sign-in', { name, token });
  }

  async #ask(path: string, init: RequestInit): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(path, this.#url), {
      ...init,
      redirect: 'manual',
      headers: { cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { status, headers } = answer;
    return { status, headers, location: headers.get('location'), body: await answer.text() };
  }
}

/** Hidden fields of a page's first form that leads to `action`. */
export function hiddenFields(page: string, action: string): Record<string, string> {
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields = [
    ...(form.split('</form>')[0] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
  ];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, decode(value)]));
}

const decode = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** A conversation in the records, as the dispatcher and the workflow would leave it. */
export async function putConversation(
  pool: Pool,
  given: {
    readonly id: number;
    readonly state?: string;
    readonly reason?: string | null;
    readonly phone?: string | null;
    readonly phoneStatus?: string;
    readonly name?: string;
    readonly contactId?: number;
    readonly orgId?: number;
  },
): Promise<void> {
  const {
    id,
    state = 'done',
    reason = null,
    phone = null,
    phoneStatus = 'none',
    name = null,
    contactId = 77,
    orgId = 7007,
  } = given;
  await pool.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, contact_id, opened_at, due_at, ended_at, state, reason,
                                phone, phone_status, visitor_name)
     VALUES ($1::bigint, $2::bigint, $1::bigint || ':new:' || $2::bigint, 'key:' || $2::bigint, $3::bigint, now() - interval '1 hour', now() - interval '55 minutes',
             CASE WHEN $4::text = 'done' THEN now() - interval '50 minutes' END, $4::text, $5::text, $6::text, $7::text, $8::text)`,
    [orgId, id, contactId, state, reason, phone, phoneStatus, name],
  );
}
