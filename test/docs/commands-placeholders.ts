import { eventually } from '../support/eventually.js';
import type { Textback } from '../support/textback.js';
import { searchAttributes } from '../../src/contracts/search-attributes.js';

/**
 * Placeholder, in which commands (in any, if null), and what is put in for it. The first that fits counts. A function gives another
 * one each time, where a command uses it up.
 */
export type Placeholders = readonly (readonly [
  placeholder: string,
  where: RegExp | null,
  value: string | (() => string),
])[];

/**
 * One visitor is texted, texts back, sends a picture, says STOP, and their conversation is cancelled. Another one is texted and goes on; a third is left alone. A text
 * of somebody whom nobody has texted is held, and some sends stay unclear.
 */
export async function happenings(textback: Textback): Promise<Placeholders> {
  const { sandbox, db, client, config } = textback;
  const open = async (name: string, phone: string) => {
    const { conversation: chat, contact } = sandbox.drift.startConversation({
      contact: { name, phone, email: `${name.toLowerCase()}@example.com` },
      body: 'Hello?',
    });
    await eventually('the follow-up', () => textback.texts().some(({ to }) => to === phone));
    await eventually('its note', () => textback.posts(chat.id).length > 0);
    const row = await textback.conversation(chat.id);
    return { conversationId: chat.id, contactId: contact.id, workflowId: row?.workflow_id ?? '' };
  };
  const [done, going, left] = await Promise.all([
    open('Ana', PHONE),
    open('Ben', '+12025550144'),
    open('Cleo', '+12025550146'),
  ]);
  const { sid } = sandbox.twilio.text({
    from: PHONE,
    body: 'Here I am',
    media: [{ contentType: 'image/png', data: PIXEL }],
  });
  await eventually('the text is in Drift', () =>
    textback.posts(done.conversationId).some(({ type }) => type === 'chat'),
  );
  sandbox.twilio.text({ from: PHONE, body: 'STOP' });
  await eventually('the STOP is known', async () => (await db.query('SELECT FROM consents')).rowCount);
  await client.workflow.getHandle(done.workflowId).cancel();
  await eventually(
    'it has ended',
    async () => (await textback.conversation(done.conversationId))?.state === 'done',
  );
  sandbox.twilio.text({ from: '+12025550145', body: 'Who is this?' });
  await eventually(
    'a text is held',
    async () => (await db.query("SELECT FROM inbox WHERE outcome = 'held'")).rowCount,
  );
  const { rows: held } = await db.query<{ id: number }>(
    `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail, settled_at)
     SELECT org_id, source, event_key || ':' || n, event_id || ':' || n, type, kind, event, raw, occurred_at, outcome, outcome_detail, settled_at
     FROM inbox, generate_series(1, ${USED_UP}) n WHERE outcome = 'held' RETURNING id`,
  );
  const { rows: parked } = await db.query<{ id: number }>(
    `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, attempted_at)
     SELECT org_id, conversation_id, 'sms', 'relay', 'relay:0:' || n, 'Unclear', 'parked', now()
     FROM conversations, generate_series(1, ${USED_UP}) n WHERE conversation_id = $1 RETURNING id`,
    [going.conversationId],
  );
  await db.query(
    `INSERT INTO dead_numbers (org_id, phone_key, code, at) VALUES (7007, phone_key($1), '30005', now()) ON CONFLICT DO NOTHING`,
    [PHONE],
  );
  const { rows: events } = await db.query<{ id: number; event_key: string; org_id: number }>(
    'SELECT id, event_key, org_id FROM inbox WHERE conversation_id = $1 ORDER BY id LIMIT 1',
    [going.conversationId],
  );
  const [event] = events;
  const query = `${searchAttributes.conversation.name} = "${going.conversationId}"`;
  await eventually('Temporal lists it', async () => (await client.workflow.count(query)).count > 0);
  return [
    ['<visitor number>', null, PHONE],
    ['<number>', null, PHONE],
    ['<org>', null, '7007'],
    ['<contact ID>', null, String(done.contactId)],
    ['<e-mail address>', null, 'ana@example.com'],
    ['<conversation ID>', /npx textback (history|replay)/, String(left.conversationId)],
    ['<conversation ID>', null, String(done.conversationId)],
    ['<Drift conversation ID>', null, String(done.conversationId)],
    ['<workflow ID>', null, going.workflowId],
    ['<message SID>', null, sid],
    ['<org ID>', null, String(event?.org_id)],
    ['<event ID>', null, String(event?.id)],
    ['<event key>', null, event?.event_key ?? ''],
    ['<ledger ID>', null, next(parked)],
    ['<inbox ID>', null, next(held)],
    ['<Drift ID>', null, String(done.conversationId)],
    ['<ID>', /^temporal /, going.workflowId],
    ['<ID>', /admin\/conversations/, String(done.conversationId)],
    ['<ID>', /inbox|held/, next(held)],
    ['<ID>', /parked|ledger/, next(parked)],
    ['<ADMIN_TOKEN>', null, config.adminToken ?? ''],
  ];
}

const PHONE = '+12025550143';

/** More than the docs have commands that use one up. */
const USED_UP = 100;

/** Another of these at each call. */
function next(rows: readonly { readonly id: number | string }[]): () => string {
  const ids = rows.map(({ id }) => String(id)).values();
  return () => {
    const { value } = ids.next();
    if (value === undefined)
      throw new Error('the docs have more of these commands than there are rows for them');
    return value;
  };
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
