import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { noteAppDisconnected } from '../../../src/orgs/connect/app-disconnected.js';
import { getConnection } from '../../../src/orgs/connections/connection-store.js';
import { getOrg } from '../../../src/orgs/registry/registry.js';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { sandboxCredentials } from '../../../src/platform/config/sandbox-credentials.js';
import { createDriftOauth } from '../../../src/vendors/drift/oauth.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';
import { testRing } from '../../support/keys.js';
import { ACME, BIRCH, Browser, CEDAR, setStage, type Stage } from './stage.js';

const { drift } = sandboxCredentials;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function connect(orgId: number, edition = 'write'): Promise<void> {
  stage.sandbox.drift.setSwitches({ consent: 'approve', consentOrg: orgId });
  const made = await stage.api('/admin/orgs/connect', { edition });
  await new Browser().open(String(made.body['url']));
}
const disconnect = (orgId: number, key: string = randomUUID()) =>
  stage.api(`/admin/orgs/${orgId}/disconnect`, {}, { headers: { 'idempotency-key': key } });
const uninstalls = () =>
  stage.sandbox.drift.ledger.requests().filter(({ path }) => path === '/app/uninstall').length;
const tokensLeft = async (orgId: number) => {
  const { rows } = await stage.pool.query(
    'SELECT FROM connections WHERE org_id = $1 AND (access_token IS NOT NULL OR refresh_token IS NOT NULL)',
    [orgId],
  );
  return rows.length;
};

beforeEach(async () => {
  stage.sandbox.drift.faults.clear();
  await connect(BIRCH);
});

describe('an org disconnects', () => {
  test('from our side: the app is taken out, the tokens are wiped, and again changes nothing', async () => {
    const before = uninstalls();
    const key = randomUUID();
    expect((await disconnect(BIRCH, key)).body).toMatchObject({
      result: 'org_disconnected',
      repeated: false,
    });
    expect(await tokensLeft(BIRCH)).toBe(0);
    expect(await getOrg(stage.pool, BIRCH)).toMatchObject({
      state: 'disconnected',
      why: 'Kim disconnected it',
    });
    expect(await getConnection(stage.pool, BIRCH)).toMatchObject({ state: 'disconnected' });
    expect((await disconnect(BIRCH, key)).body).toMatchObject({ result: 'org_disconnected', repeated: true });
    expect((await disconnect(BIRCH)).body).toMatchObject({ result: 'already_disconnected' });
    expect(uninstalls()).toBe(before + 1);
    await connect(BIRCH);
    expect(await getOrg(stage.pool, BIRCH)).toMatchObject({ state: 'connected' });
  });

  test('although Drift does not answer, which the admin is told', async () => {
    stage.sandbox.drift.faults.add({ kind: '503', route: '/app/uninstall' });
    expect((await disconnect(BIRCH)).body).toMatchObject({
      result: 'org_disconnected_app_stays',
      means: expect.stringContaining('Drift’s settings'),
    });
    expect(await tokensLeft(BIRCH)).toBe(0);
  });

  test('although its token is dead', async () => {
    stage.sandbox.drift.setToken('revoked', BIRCH);
    expect((await disconnect(BIRCH)).body).toMatchObject({ result: 'org_disconnected' });
  });

  test('unless the environment has its credentials, or there is none', async () => {
    await stage.pool.query(
      `INSERT INTO orgs (org_id, source, state) VALUES (${ACME}, 'environment', 'connected') ON CONFLICT DO NOTHING`,
    );
    expect((await disconnect(ACME)).status).toBe(409);
    expect((await disconnect(1)).status).toBe(404);
  });
});

describe('from Drift’s side', () => {
  const apps = () => {
    const app = (clientId: string, clientSecret: string) =>
      createDriftOauth({
        clientId,
        clientSecret,
        authorizeUrl: 'http://unused.test',
        tokenUrl: `${stage.sandbox.driftUrl}/oauth2/token`,
        apiUrl: stage.sandbox.driftUrl,
        redirectUri: () => 'http://unused.test',
      });
    return {
      write: app(drift.clientId, drift.clientSecret),
      read: app(drift.readClientId, drift.readClientSecret),
    };
  };
  const told = (orgId: number, at = new Date()) =>
    noteAppDisconnected(
      { pool: stage.pool, vault: createVault(testRing('k1')), apps: apps() },
      { orgId, at },
    );

  test('the tokens are wiped, and Drift is not called', async () => {
    const before = stage.sandbox.drift.ledger.requests().length;
    expect(await told(BIRCH)).toBe('disconnected');
    expect(await tokensLeft(BIRCH)).toBe(0);
    expect(await getOrg(stage.pool, BIRCH)).toMatchObject({ state: 'disconnected' });
    expect(await told(BIRCH)).toBe('as_before');
    expect(stage.sandbox.drift.ledger.requests().length).toBe(before);
  });

  test('a connection that was made since stays', async () => {
    const at = new Date(Date.now() - 60_000);
    expect(await told(BIRCH, at)).toBe('as_before');
    expect(await tokensLeft(BIRCH)).toBe(1);
  });

  test('word of another app of ours ends nothing', async () => {
    await connect(CEDAR, 'read');
    await connect(CEDAR, 'write'); // refused, and taken out again
    expect(await told(CEDAR)).toBe('other_app');
    expect(await getConnection(stage.pool, CEDAR)).toMatchObject({ edition: 'read', state: 'connected' });
    stage.sandbox.drift.uninstall(CEDAR, drift.readClientId);
    expect(await told(CEDAR)).toBe('disconnected');
  });

  test('an org that came and went is heard of each time', () => {
    const event = { orgId: BIRCH, type: 'app_disconnected', data: { orgId: BIRCH } };
    const named = parseDriftEvent(event);
    expect(named).toMatchObject({ orgId: BIRCH, event: { kind: 'app_disconnected' } });
    const later = Date.now() + 60_000;
    const { now } = Date;
    Date.now = () => later;
    try {
      expect(parseDriftEvent(event).eventKey).not.toBe(named.eventKey);
    } finally {
      Date.now = now;
    }
  });
});

test('a check tells who answers, with which scopes, and why not', async () => {
  const good = await stage.api(`/admin/orgs/${BIRCH}/check`, {});
  expect(good.body).toMatchObject({
    isGood: true,
    edition: 'write',
    missing: [],
    people: expect.any(Number),
    callsPerSecond: expect.any(Number),
  });
  stage.sandbox.drift.setToken('expired', BIRCH);
  expect((await stage.api(`/admin/orgs/${BIRCH}/check`, {})).body).toMatchObject({ isGood: true }); // refreshed
  stage.sandbox.drift.setToken('revoked', BIRCH);
  expect((await stage.api(`/admin/orgs/${BIRCH}/check`, {})).body).toMatchObject({
    isGood: false,
    why: expect.stringContaining('connect again'),
  });
  expect(await getOrg(stage.pool, BIRCH)).toMatchObject({ state: 'reconnect_required' });
  const metrics = await fetch(`${stage.gateway.adminUrl}/metrics`);
  expect(await metrics.text()).toContain('textback_orgs_to_reconnect 1');
});
