import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { randomUUID } from 'node:crypto';
import { changeOrgSettings } from '../../../src/operate/operations/org-settings.js';
import { insertOrg } from '../../../src/orgs/registry/registry.js';
import { createSettingsFor } from '../../../src/orgs/settings/settings-for.js';
import { listSettings } from '../../../src/orgs/settings/settings-store.js';
import type { SettingsPatch } from '../../../src/orgs/settings/change.js';
import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction } from '../../../src/platform/db/pool.js';
import { openConversation } from '../../../src/records/conversations/conversations.js';
import { orgOfNumbers } from '../../../src/records/sessions/numbers.js';
import { openTestPool } from '../../support/database.js';

const ACME = 7001;
const GLOBEX = 7002;
const environment = loadConfig({ SANDBOX: 'on', BUSINESS_NAME: 'Acme', TWILIO_FROM_NUMBERS: '+12025550100' });

describe('settings of orgs', () => {
  let pool: pg.Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
    await inTransaction(pool, async (client) => {
      await insertOrg(client, { orgId: ACME, source: 'environment' });
      await insertOrg(client, { orgId: GLOBEX, source: 'oauth' });
    });
  });
  afterAll(() => close());

  const change = (orgId: number, patch: SettingsPatch, requestId: string = randomUUID()) =>
    changeOrgSettings(
      pool,
      { operator: { name: 'Kim', via: 'api' }, requestId },
      { orgId, patch },
      environment,
    );
  let next = 1;
  const begin = async (orgId: number) => {
    const conversationId = next++;
    const { version } = await createSettingsFor(pool, environment).org(orgId);
    await openConversation(pool, {
      orgId,
      conversationId,
      contactId: 1,
      eventKey: `${orgId}:${conversationId}`,
      eventId: `${orgId}:${conversationId}`,
      openedAt: new Date(),
      followUpDelayMs: 1_000,
      visitorTexts: 'note',
      settingsVersion: version,
    });
    return { orgId, conversationId };
  };

  test('a conversation keeps the behaviour that it began with; caps, numbers and the switch for first texts count at once', async () => {
    await change(GLOBEX, { businessName: 'Globex', twilioFromNumbers: ['+12025550101'], quietHours: 'off' });
    const old = await begin(GLOBEX);
    await change(GLOBEX, {
      businessName: 'Globex Inc.',
      twilioFromNumbers: ['+12025550101', '+12025550102'],
      firstTextsPerHour: 3,
      followUps: 'off',
    });
    const settings = createSettingsFor(pool, environment);
    expect(await settings.conversation(old)).toMatchObject({
      behaviour: { businessName: 'Globex', followUps: false },
      caps: { firstTextsPerHour: 3 },
      sms: { fromNumbers: ['+12025550101', '+12025550102'] },
    });
    expect(await settings.conversation(await begin(GLOBEX))).toMatchObject({
      behaviour: { businessName: 'Globex Inc.' },
    });
    expect((await settings.org(ACME)).behaviour.businessName).toBe('Acme');
  });

  test('a number belongs to one org, also one that the environment has named and no worker has registered', async () => {
    await change(GLOBEX, { businessName: 'Globex', twilioFromNumbers: ['+12025550101'] });
    await expect(change(ACME, { twilioFromNumbers: ['+12025550101'] })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(change(GLOBEX, { twilioFromNumbers: ['+12025550100'] })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await orgOfNumbers(pool, ['+12025550101'])).toBe(GLOBEX);
    // One that is given up is free.
    await change(GLOBEX, { twilioFromNumbers: ['+12025550103'] });
    await change(ACME, { twilioFromNumbers: ['+12025550100', '+12025550101'] });
    expect(await orgOfNumbers(pool, ['+12025550101'])).toBe(ACME);
  });

  test('two orgs that claim one number at the same time do not both get it', async () => {
    const results = await Promise.allSettled([
      change(ACME, { twilioFromNumbers: ['+12025550100', '+12025550109'] }),
      change(GLOBEX, { twilioFromNumbers: ['+12025550109'] }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('each change is a version with who made it; one that changes nothing is none, and a repeated request is the first', async () => {
    const before = await listSettings(pool, GLOBEX);
    const id = randomUUID();
    await change(GLOBEX, { markerTag: 'globex' }, id);
    expect(await change(GLOBEX, { markerTag: 'globex' }, id)).toMatchObject({ repeated: true });
    expect(await change(GLOBEX, { markerTag: 'globex' })).toMatchObject({ result: 'settings_unchanged' });
    const after = await listSettings(pool, GLOBEX);
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ changedBy: 'Kim', overrides: { markerTag: 'globex' } });
  });

  test('an org that nobody has connected, and a rep’s number outside the pool, are refused', async () => {
    await expect(change(99, { businessName: 'X' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(change(GLOBEX, { repNumbers: '41:+12025550177' })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});
