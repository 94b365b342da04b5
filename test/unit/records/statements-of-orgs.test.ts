import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../src/platform/db/pool.js';
import { openTestPool } from '../../support/database.js';
import { filesOf, root, textsOf } from '../../support/source-texts.js';

// IDs of two orgs may be equal: a statement that finds rows by a vendor's ID finds those of both, unless it says of which org.

/** The condition on the org, or the org that is written. */
const NAMES_ORG =
  /\borg_id\s*(?:=|<>|IN\b|>)|USING \(org_id|\binOrgs\(|\bofAccount\b|INSERT INTO \w+(?: AS \w+)? \((?:[\w, ]+, )?org_id\b|\(org_id, \w+(?:, \w+)?\) (?:=|>)/;
/** IDs that PostgreSQL gives, and hashes of secrets: no two orgs have the same, and who has one has it from a row or from its bearer. */
const BY_OWN_ID =
  /WHERE (?:\w+\.)?(?:id|ledger_id|taken_over_by|token_hash|ticket_hash|state_hash) (?:= \$1\b|= ANY \(\$1|IN \( ?SELECT id)/;

/** Where neither stands, why that is right, and in how many statements. */
const others: Readonly<Record<string, { readonly statements: number; readonly why: string }>> = {
  'operate/operations/audit.ts': {
    statements: 1,
    why: 'a request ID: the caller makes it its own (askedBy)',
  },
  'operate/operations/conversation.ts': { statements: 1, why: 'asks whether there is only one org' },
  'operate/support-bundle/statements.ts': { statements: 16, why: 'about the installation, for its owner' },
  'operate/what-if/contact-events.ts': {
    statements: 2,
    why: 'read once for all orgs, kept by org and contact',
  },
  'orgs/connect/attempts.ts': { statements: 2, why: 'forgets what has expired' },
  'orgs/people/admit.ts': {
    statements: 2,
    why: 'one address may be invited by several orgs, and accepts all',
  },
  'orgs/registry/registry.ts': { statements: 2, why: 'the list of orgs itself' },
  'orgs/vault/check-keys.ts': { statements: 2, why: 'about a key of the ring, and all that it opens' },
  'orgs/vault/data-keys.ts': { statements: 3, why: 'about a key of the ring, and all that it opens' },
  'platform/leases/heartbeats.ts': { statements: 3, why: 'a worker works for all orgs' },
  'platform/leases/lease.ts': { statements: 2, why: 'a lease is held for all orgs' },
  'platform/rate-limit/pause.ts': {
    statements: 1,
    why: 'whether any account is paused, for health and metrics',
  },
  'platform/rate-limit/slots.ts': { statements: 1, why: 'forgets processes that are gone' },
  'records/conversations/awaiting-budget.ts': { statements: 1, why: 'counts by org' },
  'records/inbox/store.ts': {
    statements: 3,
    why: 'the dispatcher reads and settles for all orgs; the key of an event begins with its org',
  },
  'records/ledger/transitions.ts': { statements: 1, why: 'its condition is put in' },
  'records/ledger/unconfirmed.ts': { statements: 1, why: 'the sweep takes the oldest of all orgs' },
  'records/sessions/choose-number.ts': { statements: 1, why: 'by our number, which belongs to one org' },
  'records/sessions/numbers.ts': { statements: 1, why: 'asks whose number it is' },
  'records/sessions/sessions.ts': { statements: 2, why: 'by our number, which belongs to one org' },
  'texting/relay/is-next.ts': { statements: 1, why: "by Twilio's SIDs, which it never gives twice" },
  'transcripts/missed-texts.ts': { statements: 1, why: "by Twilio's SIDs, which it never gives twice" },
  'web/gateway/measure-records.ts': { statements: 1, why: 'metrics are about the installation' },
};

/** Tables that need no index which begins with the org. */
const unindexed: Readonly<Record<string, string>> = {
  numbers: 'a handful of rows',
  connect_attempts: 'lives for ten minutes, found by its hash',
  connect_tickets: 'lives for ten minutes, found by its hash',
};

async function tablesOfOrgs(): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesOf('src/platform/db/migrations', '.sql')) {
    const sql = await readFile(root + file, 'utf8');
    const made = sql.matchAll(/CREATE (?:UNLOGGED )?TABLE (\w+) \(([\s\S]*?)\n\);/g);
    for (const [, name = '', columns = ''] of made) if (/^\s*org_id\b/m.test(columns)) found.push(name);
  }
  return found;
}

describe('the rows of an org', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => ({ pool, close } = await openTestPool()));
  afterAll(() => close());

  test('are found by statements that name it, or by an ID that no two orgs share', async () => {
    const tables = await tablesOfOrgs();
    expect(tables.length).toBeGreaterThanOrEqual(25);
    const touches = new RegExp(String.raw`\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:${tables.join('|')})\b`);
    const found: Record<string, string[]> = {};
    for (const folder of ['src', 'activities', 'workflows'])
      for (const file of await filesOf(folder, '.ts')) {
        const texts = textsOf(await readFile(root + file, 'utf8'), (expression) => `\${${expression}}`)
          .map((text) => text.replace(/\s+/g, ' '))
          .filter((text) => touches.test(text) && !NAMES_ORG.test(text) && !BY_OWN_ID.test(text));
        if (texts.length > 0) found[file.replace(/^src\//, '')] = texts;
      }
    const unexplained = Object.entries(found).filter(
      ([file, texts]) => others[file]?.statements !== texts.length,
    );
    expect(unexplained).toEqual([]);
    expect(Object.keys(others).filter((file) => !(file in found))).toEqual([]);
  });

  test('are found by an index that begins with it', async () => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indpred IS NULL)
       ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(unindexed).sort());
  });
});
