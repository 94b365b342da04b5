import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, setStage, type Stage } from '../gateway/stage.js';
import { fillTwoOrgs, MINE, THEIRS, tokenFor } from './support.js';

let stage: Stage;
let mine: string;
beforeAll(async () => {
  stage = await setStage();
  await fillTwoOrgs(stage.pool);
  mine = await tokenFor(stage.pool, MINE, 'admin');
});
afterAll(() => stage.close());

const ask = async (method: 'GET' | 'PATCH', url: string, token: string, body?: unknown) => {
  const { statusCode, body: text } = await stage.ask({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: statusCode, body: JSON.parse(text) as Record<string, unknown> };
};

describe('the orgs of the admin API', () => {
  test('are all the owner’s, and an org’s admin sees the own one alone', async () => {
    const idsOf = ({ body }: Awaited<ReturnType<typeof ask>>) =>
      (body['orgs'] as { orgId: number }[]).map(({ orgId }) => orgId);
    expect(idsOf(await ask('GET', '/admin/orgs', ADMIN_TOKEN))).toEqual(
      expect.arrayContaining([MINE, THEIRS]),
    );
    expect(idsOf(await ask('GET', '/admin/orgs', mine))).toEqual([MINE]);
    expect((await ask('GET', `/admin/orgs/${THEIRS}`, mine)).status).toBe(404);
    expect((await ask('PATCH', `/admin/orgs/${THEIRS}`, mine, { settings: {} })).status).toBe(404);
  });

  test('take settings in part, and show what the org goes by', async () => {
    const settings = {
      businessName: 'Globex',
      followUpDelay: '2m',
      twilioFromNumbers: ['+12025550181', '+12025550182'],
    };
    const changed = await ask('PATCH', `/admin/orgs/${MINE}`, mine, { settings });
    expect(changed).toMatchObject({ status: 200, body: { orgId: MINE, state: 'connected', settings } });
    const again = await ask('PATCH', `/admin/orgs/${MINE}`, mine, { settings: { followUpDelay: null } });
    expect(again.body).toMatchObject({ settings: { businessName: 'Globex', followUpDelay: '15s' } });
    expect((await ask('GET', `/admin/orgs/${MINE}`, mine)).body).toEqual(again.body);
  });

  test('refuse a wrong value by name, and a number that another org has', async () => {
    const wrong = await ask('PATCH', `/admin/orgs/${MINE}`, mine, { settings: { followUpDelay: 'soon' } });
    expect(wrong).toMatchObject({ status: 400 });
    expect(JSON.stringify(wrong.body)).toContain('followUpDelay should be');
    await ask('PATCH', `/admin/orgs/${MINE}`, mine, { settings: { twilioFromNumbers: '+12025550183' } });
    const taken = { settings: { twilioFromNumbers: '+12025550183' } };
    expect((await ask('PATCH', `/admin/orgs/${THEIRS}`, ADMIN_TOKEN, taken)).status).toBe(409);
  });
});
