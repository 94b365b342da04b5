import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { metricTable, type MetricName } from '../../src/platform/metrics/metrics.js';
import { errorPolicies } from '../../src/vendors/twilio/error-table.js';
import { heldCodes } from '../../src/contracts/held-codes.js';
import { reasons } from '../../src/contracts/reasons.js';
import { findPromtool, promtool } from '../support/promtool.js';
import {
  metricsIn,
  readRules,
  readUnitTests,
  rulesOf,
  type AlertRule,
  type RuleFile,
} from './alert-rules.js';

const unitTests = ['alerts.test.yml', 'alerts.days.test.yml'];
const file = await readRules();
const rules = rulesOf(file);
const named = rules.flatMap(({ expr }) => metricsIn(expr));
const ours = named.filter(({ name }) => name.startsWith('textback_'));

beforeAll(async () => {
  await findPromtool(); // may fetch it first
}, 600_000);

/** Runs the unit tests over rules of which each was changed. */
async function testChanged(change: (rule: AlertRule) => AlertRule): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-alerts-'));
  try {
    const changed: RuleFile = {
      groups: file.groups.map((group) => ({ ...group, rules: group.rules.map(change) })),
    };
    await writeFile(join(folder, 'alerts.yml'), stringify(changed));
    for (const name of unitTests) await writeFile(join(folder, name), await readFile(join('deploy', name)));
    return (await promtool(['test', 'rules', ...unitTests.map((name) => join(folder, name))])).output;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('alert rules', () => {
  test('are valid by promtool', async () => {
    expect(await promtool(['check', 'rules', 'deploy/alerts.yml'])).toMatchObject({ ok: true });
  });

  test('fire when they should and are silent when they should not, by promtool', async () => {
    const files = unitTests.map((name) => join('deploy', name));
    expect(await promtool(['test', 'rules', ...files])).toMatchObject({ ok: true });
  });

  test('each has a unit test that sees it not fire, and one that sees it fire', async () => {
    const cases = (await Promise.all(unitTests.map(readUnitTests))).flat();
    for (const fires of [true, false]) {
      const those = cases.filter((one) => one.fires === fires);
      expect(new Set(those.map(({ alert }) => alert))).toEqual(new Set(rules.map(({ alert }) => alert)));
      const opposite = fires ? { expr: 'vector(0) > 1' } : { expr: 'vector(1)', for: '0s' };
      const output = await testChanged((rule) => ({ ...rule, ...opposite }));
      expect(those.filter(({ name }) => !output.includes(`name: ${name},\n`))).toEqual([]);
    }
  });

  test('look at metrics of our table, and at labels that these have', () => {
    expect(ours.filter(({ name }) => !(name in metricTable))).toEqual([]);
    for (const { name, labels } of ours) {
      const known: readonly string[] = metricTable[name as MetricName].labels;
      expect([name, labels.filter((label) => !known.includes(label))]).toEqual([name, []]);
    }
  });

  test('pick reasons and error codes that exist', () => {
    const picked = (label: string) =>
      rules.flatMap(({ expr }) =>
        [...expr.matchAll(new RegExp(`\\b${label}[=!]~?"([^"]+)"`, 'g'))].flatMap(([, values = '']) =>
          values.split('|'),
        ),
      );
    const outcomes = [...Object.keys(reasons), 'texted'];
    expect(picked('outcome').filter((outcome) => !outcomes.includes(outcome))).toEqual([]);
    expect(picked('code').filter((code) => !errorPolicies[code]?.operator)).toEqual([]);
    expect(picked('code').length).toBeGreaterThan(10);
  });

  test('every gauge that can mean trouble has one', () => {
    const gauges = Object.entries(metricTable).flatMap(([name, { kind }]) =>
      kind === 'gauge' ? [name] : [],
    );
    const watched = new Set(ours.map(({ name }) => name));
    expect(gauges.filter((name) => !watched.has(name))).toEqual([
      'textback_inbox_waiting', // how many says less than for how long
      'textback_conversations_open',
      'textback_dead_numbers', // grows with every mistyped number, and means no trouble
    ]);
  });
});

describe('the runbook', () => {
  test('has an entry for every alert and for no other, in the order of the rules, and alerts link to theirs', async () => {
    const runbook = await readFile('docs/runbook.md', 'utf8');
    const entries = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, heading]) => heading);
    expect(entries).toEqual(rules.map(({ alert }) => alert));
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels['severity']);
      expect(annotations).toEqual({
        summary: expect.stringMatching(/^\S.{20,}[.?]$/s),
        runbook_url: `docs/runbook.md#${alert.toLowerCase()}`,
      });
    }
  });

  test('says of every alert what it means, where to look first, what the causes are, what to do and how to see that it is over', async () => {
    const runbook = await readFile('docs/runbook.md', 'utf8');
    const parts = ['For visitors', 'First look', 'Causes', 'Fix', 'Over when'];
    for (const entry of runbook.split(/^### /m).slice(1)) {
      const heading = entry.split('\n')[0];
      expect([heading, [...entry.matchAll(/^\*\*([^*]+):\*\*/gm)].map(([, part]) => part)]).toEqual([
        heading,
        parts,
      ]);
    }
  });

  test('tells what to do about every reason for which a conversation got no text, and about every kind of held event that has a code', async () => {
    const runbook = await readFile('docs/runbook.md', 'utf8');
    const rows = [...runbook.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
    expect(rows).toEqual([...Object.keys(reasons), ...Object.keys(heldCodes)]);
  });

  test('has no link to a heading that it does not have, and no statement that changes anything', async () => {
    const runbook = await readFile('docs/runbook.md', 'utf8');
    const slug = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-');
    const slugs = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading));
    const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((target) => !slugs.includes(target))).toEqual([]);
    const statements = [...runbook.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.split(/;\n/).filter(Boolean),
    );
    expect(statements.length).toBeGreaterThan(10);
    expect(statements.filter((statement) => !statement.startsWith('SELECT '))).toEqual([]);
  });
});
