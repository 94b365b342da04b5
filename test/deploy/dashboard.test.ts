import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { metricTable, type MetricName } from '../../src/platform/metrics/metrics.js';
import { findPromtool, promtool, type Verdict } from '../support/promtool.js';
import { metricsIn } from './alert-rules.js';
import { overlap, queriesOf, readDashboard } from './dashboard.js';

const dashboard = await readDashboard();
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = queriesOf(dashboard);
const ours = queries.flatMap(metricsIn).filter(({ name }) => name.startsWith('textback_'));

beforeAll(async () => {
  await findPromtool(); // may fetch it first
}, 600_000);

/** Whether PromQL parses: as the expressions of recording rules, which promtool checks. */
async function check(expressions: readonly string[]): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-dashboard-'));
  try {
    const rules = expressions.map((expr, i) => ({ record: `query:${i}`, expr }));
    await writeFile(join(folder, 'queries.yml'), stringify({ groups: [{ name: 'queries', rules }] }));
    return await promtool(['check', 'rules', join(folder, 'queries.yml')]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the Grafana dashboard', () => {
  test('can be imported: it names its format and asks for the Prometheus to use', () => {
    expect(dashboard).toMatchObject({ uid: 'textback', title: 'Textback', schemaVersion: 37 });
    expect(dashboard).not.toHaveProperty('id'); // Grafana gives it
    expect(dashboard.templating.list).toMatchObject([
      { name: 'datasource', type: 'datasource', query: 'prometheus' },
    ]);
    const sources = panels.flatMap(({ datasource, targets = [] }) => [
      datasource,
      ...targets.map((target) => target.datasource),
    ]);
    expect(new Set(sources.map((source) => JSON.stringify(source)))).toEqual(
      new Set([JSON.stringify({ type: 'prometheus', uid: '${datasource}' })]),
    );
  });

  test('asks for metrics of our table, and by labels that these have', () => {
    expect(ours.filter(({ name }) => !(name in metricTable))).toEqual([]);
    for (const { name, labels } of ours) {
      const known: readonly string[] = metricTable[name as MetricName].labels;
      expect([name, labels.filter((label) => !known.includes(label))]).toEqual([name, []]);
    }
  });

  test('shows every metric of our table', () => {
    const shown = new Set(ours.map(({ name }) => name));
    expect(Object.keys(metricTable).filter((name) => !shown.has(name))).toEqual([]);
  });

  test('asks for a histogram by its series, and for the rate of what only rises', () => {
    for (const query of queries)
      for (const [name, { kind }] of Object.entries(metricTable)) {
        const uses = [...query.matchAll(new RegExp(`(\\w+\\()?\\b${name}(_bucket|_sum|_count)?\\b`, 'g'))];
        for (const [use, by = '', series = ''] of uses) {
          expect([use, series !== '']).toEqual([use, kind === 'histogram']);
          expect([use, /^(rate|increase)\($/.test(by)]).toEqual([use, kind !== 'gauge']);
        }
      }
  });

  test('asks in PromQL that promtool can read', async () => {
    expect(await check(queries)).toMatchObject({ ok: true });
    expect(await check([...queries, 'sum by (state'])).toMatchObject({ ok: false });
  });

  test('says of every panel what it shows, in which unit, and what is too much', () => {
    for (const { title, description = '', targets = [], fieldConfig } of panels) {
      const { unit = '', thresholds } = fieldConfig?.defaults ?? {};
      const told = [targets.length > 0, unit, thresholds?.steps.length ?? 0, description.endsWith('.')];
      expect([title, ...told]).toEqual([
        title,
        true,
        expect.stringMatching(/^(short|s|reqps|ops|percentunit)$/),
        expect.any(Number),
        true,
      ]);
      expect(thresholds?.steps.length).toBeGreaterThan(0);
      expect(description.length).toBeGreaterThan(30);
    }
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  test('has no two panels over each other, none beyond its 24 columns, and an ID for each', () => {
    const places = dashboard.panels;
    for (const [i, a] of places.entries()) {
      expect([a.title, a.gridPos.x + a.gridPos.w <= 24]).toEqual([a.title, true]);
      for (const b of places.slice(i + 1))
        expect([a.title, b.title, overlap(a.gridPos, b.gridPos)]).toEqual([a.title, b.title, false]);
    }
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length);
  });

  test('has the panels that the runbook sends people to', async () => {
    const runbook = (await readFile('docs/runbook.md', 'utf8')).replace(/\s+/g, ' ');
    const told = [...runbook.matchAll(/dashboard's \*([^*]+)\*/g)].map(([, title]) => title);
    expect(told.length).toBeGreaterThan(5);
    const titles = panels.map(({ title }) => title);
    expect(told.filter((title) => !titles.includes(title ?? ''))).toEqual([]);
  });

  test('has a row for each thing that somebody on call asks', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual([
      'Are we answering?',
      'Do messages flow?',
      'Sends',
      'Vendors',
      'Temporal (workers with TEMPORAL_METRICS_PORT)',
    ]);
  });
});
