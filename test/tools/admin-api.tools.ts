import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { freePort } from '../../src/local/ports.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type ProcessUnderTest } from '../support/processes.js';
import { seedOf } from '../support/seed.js';
import { startTextback, type Textback } from '../support/textback.js';
import { findSchemathesis } from './schemathesis.js';

const ADMIN_TOKEN = 'tools-admin-token-0123456789abcdef';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'ignored_auth',
];
/** It ends by itself long before; a machine with other work on it takes longer. */
const AT_MOST_MS = 110_000;
const seed = seedOf('SCHEMATHESIS_SEED', 20_261_130);

describe(`the admin API does what its own description says (SCHEMATHESIS_SEED=${seed})`, () => {
  let schemathesis: string;
  let textback: Textback;
  /** A process of its own: in jest's realm an error of Node's core is no instance of Error, and answers differ. */
  let gateway: ProcessUnderTest;
  let url: string;
  let folder: string;
  beforeAll(async () => {
    schemathesis = findSchemathesis();
    folder = await mkdtemp(join(tmpdir(), 'textback-schemathesis-'));
    textback = await startTextback({ environment: { ADMIN_TOKEN } });
    const { config, databaseUrl, sandbox } = textback;
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    gateway = await startProcess('gateway', {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      SANDBOX: 'on',
      TEMPORAL_ADDRESS: config.temporal.address ?? '',
      TEMPORAL_TASK_QUEUE: config.temporal.taskQueue,
      DRIFT_API_URL: sandbox.driftUrl,
      DRIFT_ACCESS_TOKEN: sandboxCredentials.drift.accessToken,
      DRIFT_VERIFICATION_TOKEN: sandboxCredentials.drift.verificationToken,
      TWILIO_API_URL: sandbox.twilioUrl,
      TWILIO_ACCOUNT_SID: sandboxCredentials.twilio.accountSid,
      TWILIO_AUTH_TOKEN: sandboxCredentials.twilio.authToken,
      TWILIO_FROM_NUMBERS: sandboxCredentials.twilio.numbers.join(','),
      BUSINESS_NAME: 'Acme',
      ADMIN_TOKEN,
    });
    // Something to be listed and asked for.
    const { conversation } = sandbox.drift.startConversation({
      contact: { phone: '+12025550131' },
      body: 'Hello?',
    });
    await eventually('a conversation is there', () => textback.conversation(conversation.id));
  }, 600_000);
  afterAll(async () => {
    await gateway.stop();
    await textback.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('schemathesis finds no request whose answer it did not announce', async () => {
    const child = spawn(
      schemathesis,
      [
        ...['run', `${url}/admin/openapi.json`],
        ...['--header', `Authorization: Bearer ${ADMIN_TOKEN}`, '--checks', CHECKS.join()],
        ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '25', '--seed', String(seed)],
        ...['--generation-database', 'none', '--no-color'],
      ],
      {
        // It keeps what it found in a folder of its own where it runs.
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: AT_MOST_MS,
      },
    );
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'close') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    if (code !== 0) throw new Error(`schemathesis ended with ${code}:\n${stdout}\n${stderr}`);
    expect(stdout).toMatch(/\d+ generated/);
  }, 180_000);
});
