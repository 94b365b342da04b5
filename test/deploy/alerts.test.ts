import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { metricTable } from '../../src/metrics/metrics.js';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

test('alerts look at metrics that exist, and every gauge that can mean trouble has one', async () => {
  const { groups } = parse(await readFile('deploy/alerts.yml', 'utf8')) as Rules;
  const named = groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ expr }) => expr.match(/textback_\w+/g) ?? [])
    .map((name) => name.replace(/_bucket$/, ''));
  expect(named.filter((name) => !(name in metricTable))).toEqual([]);
  const gauges = Object.entries(metricTable).flatMap(([name, { kind }]) => (kind === 'gauge' ? [name] : []));
  expect(gauges.filter((name) => !named.includes(name))).toEqual(['textback_inbox_waiting']);
});
