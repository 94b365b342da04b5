import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { countOutcomes, type Report } from '../../src/operate/report/report.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';
import { codeIn } from './commands-code.js';

const page = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8');
const [erase] = codeIn('docs/privacy.md', page.slice(page.indexOf('<!-- erase: one visitor -->'))).filter(
  ({ language }) => language === 'sql',
);

const visitor = {
  name: 'Zebedee Quux',
  email: 'zebedee@example.com',
  phone: '+12025558672',
  /** In Drift, as people write it. */
  written: '(202) 555-8672',
};
/** Words of the visitor, and what the reps say to them, all with one of these in it. */
const words = ['xyzzy', 'plugh', 'frobozz'];
const bystander = {
  name: 'Ana Other',
  email: 'ana@example.com',
  phone: '+12025558600',
  written: '(202) 555-8600',
};

describe('the erasure of docs/privacy.md', () => {
  let textback: Textback;
  const ids = { contact: 0, chats: [] as number[], bystanders: 0 };
  let before: { report: Report; bystander: string };

  beforeAll(async () => {
    textback = await startTextback({
      environment: { FOLLOW_UP_DELAY: '1s' },
      sandbox: { twilio: { numbers: ['+12025550123', '+12025550124'] } },
    });
    await live();
  }, 120_000);
  afterAll(() => textback.close());

  const posts = (id: number, part: string) =>
    textback.posts(id).filter(({ body }) => body.includes(part)).length;
  const period = { from: day(-1), to: day(1), zone: 'UTC' };

  async function open(person: typeof visitor, body: string, contactId?: number) {
    const { conversation, contact } = textback.sandbox.drift.startConversation({
      ...(contactId === undefined
        ? { contact: { name: person.name, email: person.email, phone: person.written } }
        : { contactId }),
      body,
      context: person === visitor ? { ip: '203.0.113.77', city: 'Grue' } : {},
    });
    await eventually('the follow-up and its note', () => posts(conversation.id, 'Textback texted') === 1);
    return { id: conversation.id, contactId: contact.id };
  }

  /** Both have two-way conversations with pictures; the visitor has two chats, one without a contact's number, and says STOP. */
  async function live(): Promise<void> {
    const { drift, twilio } = textback.sandbox;
    const first = await open(visitor, 'xyzzy hello');
    const other = await open(bystander, 'Hello, it is me');
    ids.contact = first.contactId;
    ids.bystanders = other.id;
    const { id: second } = await open(visitor, 'plugh again', first.contactId);
    ids.chats = [first.id, second];
    const picture = { contentType: 'image/png' };
    twilio.text({ from: visitor.phone, body: 'frobozz one', media: [picture] });
    twilio.text({ from: bystander.phone, body: 'Look at this', media: [picture] });
    await eventually('both pictures are kept', async () => (await rows('media')).length === 2);
    const file = { name: 'frobozz.gif', contentType: 'image/gif' };
    drift.say(first.id, { author: 'rep', body: 'plugh indeed', attachments: [file] });
    drift.say(other.id, { author: 'rep', body: 'Nice picture' });
    const told = (to: string, part: string) =>
      textback.texts().some((text) => text.to === to && text.body.includes(part));
    await eventually(
      'the answers are out',
      () => told(visitor.phone, 'plugh') && told(bystander.phone, 'Nice'),
    );
    drift.updateContact(first.contactId, { phone: visitor.written, nickname: 'frobozz' });
    // Events of no conversation, of which Textback makes nothing.
    const orgId = 7007;
    drift.sendRaw({ orgId, type: 'contact_identified', data: { id: first.contactId, note: 'plugh' } });
    drift.sendRaw({ orgId, type: 'user_unsubscribed', data: { email: 'Zebedee@Example.com' } });
    drift.sendRaw({
      orgId,
      type: 'contact_identified',
      data: { id: other.contactId, note: bystander.email },
    });
    twilio.text({ from: visitor.phone, body: 'STOP' });
    await eventually('STOP is known', async () => (await rows('consents')).length > 0);
    await settled();
  }

  const rows = async (table: string) =>
    (await textback.db.query<Record<string, unknown>>(`SELECT * FROM ${pg.escapeIdentifier(table)}`)).rows;
  /** All events are handled, and Twilio has said the last word about every text. */
  const settled = () =>
    eventually('all is quiet', async () => {
      const { rows: open } = await textback.db.query(
        `SELECT FROM inbox WHERE outcome IS NULL
         UNION ALL SELECT FROM ledger WHERE state NOT IN ('delivered', 'undelivered', 'failed', 'refused') AND medium = 'sms'`,
      );
      return open.length === 0;
    });

  async function run(values: Readonly<Record<string, string>>): Promise<void> {
    const sql = (erase?.text ?? '').replace(/<([^<>\n]+)>/g, (_all, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`the page asks for <${name}>`);
      return value;
    });
    const client = new pg.Client({ connectionString: textback.databaseUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  const asked = () => ({
    'visitor number': visitor.phone,
    'contact ID': String(ids.contact),
    'e-mail address': visitor.email,
  });

  /** Every row of every table, as text; bytes as hex and as what they would be in UTF-8. */
  async function everything(): Promise<{ table: string; row: string }[]> {
    const { rows: tables } = await textback.db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const all = await Promise.all(
      tables.map(async ({ name }) =>
        (await rows(name)).map((row) => ({ table: name, row: JSON.stringify(row) })),
      ),
    );
    return all.flat();
  }

  /** Without what running workers write down of themselves all the time; in a fixed order. */
  const atRest = async () =>
    (await everything())
      .filter(({ table }) => !['workers', 'leases', 'call_slots'].includes(table))
      .map(({ table, row }) => `${table} ${row}`)
      .sort();

  const rowsWith = async (needles: readonly string[]) =>
    (await everything()).filter(({ row }) => needles.some((needle) => row.toLowerCase().includes(needle)));

  const personal = () => [...words, 'zebedee', 'quux', 'grue', '203.0.113.77', '2025558672', '555-8672'];

  async function ofBystander(): Promise<string> {
    const found = await rowsWith(['ana', '2025558600', '555-8600', `"${ids.bystanders}"`]);
    return JSON.stringify(found.map(({ row }) => row).sort());
  }

  test('refuses while a conversation is open, and changes nothing then', async () => {
    const all = JSON.stringify(await everything());
    await expect(run(asked())).rejects.toThrow('still open');
    const { rows: bodies } = await textback.db.query("SELECT FROM ledger WHERE body = ''");
    expect(bodies).toHaveLength(0);
    expect(all).toContain('xyzzy');
  });

  test('leaves nothing of the visitor but the opt-out, nothing of anybody else changed, and the counts as they were', async () => {
    for (const id of ids.chats) {
      const { workflow_id: workflowId = '' } = (await textback.conversation(id)) ?? {};
      await textback.client.workflow.getHandle(workflowId).cancel();
      await eventually('it has ended', async () => (await textback.conversation(id))?.state === 'done');
    }
    await settled();
    const { rows: digests } = await textback.db.query<{ digest: string }>(
      'SELECT DISTINCT phone_digest::text AS digest FROM conversations WHERE phone = $1',
      [visitor.phone],
    );
    expect((await rowsWith(personal())).length).toBeGreaterThan(10); // so the search below could have found it
    const files = await rows('media');
    before = { report: await countOutcomes(textback.db, period), bystander: await ofBystander() };

    await run(asked());

    expect(await rowsWith(personal())).toEqual([
      { table: 'consents', row: expect.stringContaining('"status":"opted_out"') as unknown },
    ]);
    expect(digests).toHaveLength(1);
    const { rows: kept } = await textback.db.query(
      'SELECT FROM conversations WHERE phone_digest::text = $1',
      [digests[0]?.digest],
    );
    expect(kept).toHaveLength(0);
    expect(await rowsWith([`"contact_id":"${ids.contact}"`, `"contact_id":${ids.contact}`])).toEqual([]);
    expect(await countOutcomes(textback.db, period)).toEqual(before.report);
    expect(before.report.total).toMatchObject({ texted: 3, addsUp: true });
    expect(await ofBystander()).toBe(before.bystander);
    expect(files).toHaveLength(3);
    expect(await rows('media')).toHaveLength(1);
  });

  test('a second time finds nothing to do', async () => {
    const all = await atRest();
    await run(asked());
    expect(await atRest()).toEqual(all);
  });

  test("what comes afterwards: their text is held, a new chat gets no text, the bystander's goes on", async () => {
    const { drift, twilio } = textback.sandbox;
    const count = () => textback.texts().filter(({ to }) => to === visitor.phone).length;
    const sent = count();
    twilio.text({ from: visitor.phone, body: 'Anybody there?' });
    await eventually('it is held', async () =>
      (await rows('inbox')).some((row) => row['outcome'] === 'held'),
    );
    const { conversation } = drift.startConversation({ contactId: ids.contact, body: 'Me again' });
    await eventually(
      'no text',
      async () => (await textback.conversation(conversation.id))?.reason === 'opted_out',
    );
    drift.say(ids.bystanders, { author: 'rep', body: 'Still with you' });
    await eventually('it arrives', () =>
      textback.texts().some(({ to, body }) => to === bystander.phone && body === 'Still with you'),
    );
    expect(count()).toBe(sent);
  });
});

function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
