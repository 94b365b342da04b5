import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOauthApps } from '../../src/vendors/oauth-apps.js';
import { sealTokens } from '../../src/orgs/connections/sealing.js';
import { saveConnection } from '../../src/orgs/connections/connection-store.js';
import { connectOrg } from '../../src/orgs/registry/registry.js';
import { createVault } from '../../src/orgs/vault/vault.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { inTransaction } from '../../src/platform/db/pool.js';
import { defaultApps } from '../../sandbox/drift/apps.js';
import { eventually } from '../support/eventually.js';
import { testKeys } from '../support/keys.js';
import { startTextback, type Textback } from '../support/textback.js';

const ADMIN = 'an-admin-token-of-more-than-32-characters';
const { clientId, clientSecret, appVerificationToken } = sandboxCredentials.drift;
const ORGS = [
  { orgId: 8101, name: 'Birch', number: '+12025550141' },
  { orgId: 8102, name: 'Cedar', number: '+12025550142' },
] as const;

let textback: Textback;
beforeAll(async () => {
  textback = await startTextback({
    environment: {
      ADMIN_TOKEN: ADMIN,
      DRIFT_CLIENT_ID: clientId,
      DRIFT_CLIENT_SECRET: clientSecret,
      DRIFT_APP_VERIFICATION_TOKEN: appVerificationToken,
      ENCRYPTION_KEYS: testKeys('k1'),
    },
    sandbox: {
      twilio: { numbers: [...sandboxCredentials.twilio.numbers, ...ORGS.map(({ number }) => number)] },
      drift: {
        apps: defaultApps.map((app) => ({ ...app, verificationToken: appVerificationToken })),
        orgs: [
          { ...sandboxCredentials.drift },
          ...ORGS.map(({ orgId, name }) => ({ orgId, name, ownIds: true })),
        ],
      },
    },
  });
  for (const org of ORGS) await install(org);
});
afterAll(() => textback.close());

/** As the install flow does at its end. */
async function install({ orgId, name, number }: (typeof ORGS)[number]): Promise<void> {
  const { sandbox, config, db } = textback;
  const app = sandbox.drift.apps.byClient(clientId) ?? null;
  const oauth = createOauthApps(config.chat, () => 'http://127.0.0.1/oauth/drift/callback').write;
  if (oauth === null) throw new Error('no app is configured');
  const tokens = await oauth.exchangeCode(sandbox.drift.grants.issueCode(sandbox.drift.orgs.get(orgId), app));
  const { scopes } = await oauth.tokenInfo(tokens.accessToken);
  await inTransaction(db, async (client) => {
    await connectOrg(client, { orgId, source: 'oauth', name }, { operator: 'Kim', via: 'console' });
    const sealed = await sealTokens(createVault(config.encryptionKeys), client, orgId, tokens);
    await saveConnection(client, { ...sealed, orgId, edition: 'write', scopes, installedBy: 'Kim' });
  });
  const changed = await fetch(`${textback.gateway.url}/admin/orgs/${orgId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ settings: { businessName: name, twilioFromNumbers: [number] } }),
  });
  expect(changed.status).toBe(200);
}

const phone = '+14155559301';
const posted = (orgId: number) =>
  textback.sandbox.drift.ledger
    .effects('message')
    .filter(({ data }) => data['by'] === 'api' && data['orgId'] === orgId)
    .map(({ data }) => String(data['body']));
/** What a webhook of the environment's app says of another company. */
const foreign = (orgId: number, conversationId: number) =>
  fetch(`${textback.gateway.url}/webhooks/drift`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-verification-token': sandboxCredentials.drift.verificationToken,
    },
    body: JSON.stringify({
      orgId,
      type: 'new_message',
      data: {
        id: 1,
        conversationId,
        orgId,
        type: 'chat',
        body: 'Hi',
        author: { id: 9, type: 'user', bot: false },
      },
    }),
  });

test('two companies with equal IDs are each texted from their own number with their own words, and read their own answers alone', async () => {
  const { sandbox, db } = textback;
  const chats = ORGS.map(({ orgId, name }) => {
    const contact = { name: `Ana ${name}`, phone };
    return sandbox.drift.startConversation({ orgId, contact, body: `Hello ${name}` }).conversation;
  });
  const [chat] = chats;
  expect(new Set(chats.map(({ id }) => id)).size).toBe(1); // the IDs of two companies are equal
  // Another app's word for an answer counts for nothing: it would end the wait.
  expect((await foreign(8101, chat?.id ?? 0)).status).toBe(200);
  const texts = await eventually('both are texted', () => {
    const seen = textback.texts();
    return seen.length === 2 ? seen : null;
  });
  for (const { name, number } of ORGS)
    expect(texts.filter(({ from, body }) => from === number && body.includes(name))).toHaveLength(1);
  const { rows } = await db.query(
    `SELECT org_id, conversation_id, outcome, outcome_code FROM inbox WHERE event_key LIKE 'foreign:%'`,
  );
  expect(rows).toEqual([
    { org_id: 8101, conversation_id: null, outcome: 'held', outcome_code: 'foreign_org' },
  ]);

  for (const { name, number } of ORGS)
    sandbox.twilio.text({ from: phone, to: number, body: `an answer for ${name}` });
  await eventually('both answers are posted', () =>
    ORGS.every(({ orgId, name }) => posted(orgId).some((body) => body.includes(`an answer for ${name}`))),
  );
  expect(posted(8101).filter((body) => body.includes('Cedar'))).toEqual([]);
  expect(posted(8102).filter((body) => body.includes('Birch'))).toEqual([]);
  expect(posted(sandboxCredentials.drift.orgId)).toEqual([]);

  for (const { id, orgId } of chats)
    sandbox.drift.say(id, { orgId, author: 'rep', body: `a rep of ${orgId}` });
  await eventually('both reps are texted', () =>
    ORGS.every(({ orgId, number }) =>
      textback.texts().some(({ from, body }) => from === number && body.includes(`a rep of ${orgId}`)),
    ),
  );
});

test('a STOP to one company stops no text of the other', async () => {
  const { sandbox } = textback;
  const [birch, cedar] = ORGS;
  sandbox.twilio.text({ from: phone, to: birch.number, body: 'STOP' });
  const { rows } = await eventually('the word is kept', async () => {
    const found = await textback.db.query(`SELECT org_id FROM consents WHERE status = 'opted_out'`);
    return found.rows.length > 0 ? found : null;
  });
  expect(rows).toEqual([{ org_id: birch.orgId }]);
  const chat = sandbox.drift.startConversation({
    orgId: cedar.orgId,
    contact: { name: 'Ana', phone: '+14155559302' },
    body: 'Hello',
  });
  await eventually('the other company goes on', () =>
    textback.texts().some(({ from, to }) => from === cedar.number && to === '+14155559302'),
  );
  expect(chat.conversation.orgId).toBe(cedar.orgId);
});
