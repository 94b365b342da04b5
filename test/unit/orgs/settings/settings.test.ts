import { describe, expect, test } from '@jest/globals';
import { changeSettings } from '../../../../src/orgs/settings/change.js';
import { missingSettings, orgSettings } from '../../../../src/orgs/settings/org-settings.js';
import { settingTable } from '../../../../src/orgs/settings/setting-table.js';
import { showSettings } from '../../../../src/orgs/settings/shown.js';
import { loadConfig } from '../../../../src/platform/config/config.js';

const environment = loadConfig({
  SANDBOX: 'on',
  BUSINESS_NAME: 'Acme',
  TWILIO_FROM_NUMBERS: '+12025550100',
  REP_NUMBERS: '',
  SIGNED_IDENTITIES: 'required',
  QUIET_HOURS: 'off',
});

describe('the settings of an org', () => {
  test('are the environment’s for its own org', () => {
    const { behaviour, caps, sms } = orgSettings(environment, 'environment', {});
    expect(behaviour).toEqual(environment.behaviour);
    expect(caps).toEqual(environment.caps);
    expect(sms.fromNumbers).toEqual(['+12025550100']);
  });

  test('never take another company’s name, numbers or promise about its site', () => {
    const { behaviour, sms } = orgSettings(environment, 'oauth', {});
    expect(behaviour.businessName).toBe('');
    expect(behaviour.signedIdentities).toBe('off');
    expect(sms).toMatchObject({ fromNumbers: [], repNumbers: {}, messagingServiceSid: null });
    expect(behaviour.quietHours).toEqual(environment.behaviour.quietHours);
  });

  test('send no first text until name and numbers are set', () => {
    expect(orgSettings(environment, 'oauth', { businessName: 'Globex' }).behaviour.followUps).toBe(false);
    const set = { businessName: 'Globex', twilioFromNumbers: '+12025550101' };
    expect(orgSettings(environment, 'oauth', set).behaviour).toMatchObject({
      followUps: true,
      businessName: 'Globex',
    });
    expect(missingSettings('oauth', { businessName: 'Globex' })).toEqual(['twilioFromNumbers']);
  });

  test('that each speak for one company are known as its own', () => {
    const own = [...settingTable.values()].filter(({ variable }) => variable.perOrg === 'own');
    expect(own.map(({ name }) => name).sort()).toEqual([
      'businessName',
      'repNumbers',
      'signedIdentities',
      'twilioFromNumbers',
      'twilioMessagingServiceSid',
    ]);
    // Each is taken away from an org that has not set it.
    const bare = showSettings(environment.orgDefaults, 'oauth', {});
    for (const { name } of own) expect([null, 'off', []]).toContainEqual(bare[name]);
  });

  test('are shown as people set them', () => {
    const shown = showSettings(environment.orgDefaults, 'oauth', {
      followUpDelay: '2m',
      twilioFromNumbers: '+12025550101, +12025550102',
    });
    expect(shown).toMatchObject({
      followUpDelay: '2m',
      quietHours: 'off',
      businessName: null,
      twilioFromNumbers: ['+12025550101', '+12025550102'],
    });
  });
});

describe('a change of settings', () => {
  test('is in part: what it leaves out stays, and null takes a value back', () => {
    const before = { businessName: 'Globex', followUpDelay: '2m' };
    expect(changeSettings(before, { followUpDelay: null, quietHours: '22:00-07:00' })).toEqual({
      ok: true,
      overrides: { businessName: 'Globex', quietHours: '22:00-07:00' },
    });
  });

  test('takes lists, numbers and switches as JSON has them', () => {
    const patch = {
      twilioFromNumbers: ['+12025550101', '+12025550102'],
      firstTextsPerHour: 20,
      botMessages: true,
    };
    const change = changeSettings({}, patch);
    expect(change).toEqual({
      ok: true,
      overrides: {
        twilioFromNumbers: '+12025550101,+12025550102',
        firstTextsPerHour: '20',
        botMessages: 'on',
      },
    });
  });

  test.each([
    [{ followUpDelay: 'soon' }, ['followUpDelay should be a time such as 5m, 90s or 1h']],
    [{ driftAccessToken: 'x' }, ['driftAccessToken is not a setting of an org']],
    [
      { followUpTemplate: 'Hi', nonsense: 1 },
      [expect.stringMatching(/^followUpTemplate should be/), 'nonsense is not a setting of an org'],
    ],
    [{ __proto__x: 1 }, ['__proto__x is not a setting of an org']],
  ])('%j is refused, with a line for each wrong value', (patch, problems) => {
    expect(changeSettings({}, patch)).toEqual({ ok: false, problems });
  });

  test('holds values to the schema of the environment’s variables', () => {
    for (const { name, variable } of settingTable.values()) {
      const bad = '\u0000{nonsense}';
      const isBad = !variable.schema.safeParse(bad).success;
      expect(changeSettings({}, { [name]: bad }).ok).toBe(!isBad);
    }
  });
});
