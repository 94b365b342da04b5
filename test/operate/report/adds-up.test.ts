import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../../src/operate/report/report.js';
import { reasons, type Reason } from '../../../src/contracts/reasons.js';
import { startTextback, type Textback } from '../../support/textback.js';
import {
  Driver,
  environment,
  otherPaths,
  reasonPaths,
  reasonPathsWhenOff,
  reasonPathsWithCaps,
  underWay,
  type Path,
  type Tally,
} from './paths.js';

const DAY = 24 * 3_600_000;

async function fetchReport(textback: Textback, query = ''): Promise<Report> {
  const answer = await fetch(`${textback.gateway.url}/admin/report${query}`, {
    headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Report;
}

/** The outcomes of a report that are not 0. */
const tallyOf = ({ texted, waiting, reasons: byReason }: Report['total']): Tally =>
  Object.fromEntries(Object.entries({ texted, waiting, ...byReason }).filter(([, count]) => count > 0));

const runReport = (textback: Textback, args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli/textback.ts', 'report', ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: textback.databaseUrl,
      DEFAULT_TIME_ZONE: 'UTC',
    },
  });

test('every reason of the list has a path that leads to it', () => {
  expect(Object.keys({ ...reasonPaths, ...reasonPathsWhenOff, ...reasonPathsWithCaps }).sort()).toEqual(
    Object.keys(reasons).sort(),
  );
});

describe('the counts add up to the conversations seen, for every path', () => {
  let textback: Textback;
  let drive: Driver;
  const expected: Record<string, number> = {};
  beforeAll(async () => {
    textback = await startTextback({
      environment: environment(),
      sandbox: { drift: { duplicates: 1 }, twilio: { duplicates: 1 } },
    });
    drive = new Driver(textback);
  });
  afterAll(() => textback.close());

  async function go(path: Path): Promise<void> {
    for (const [outcome, count] of Object.entries(await path(drive)))
      expected[outcome] = (expected[outcome] ?? 0) + count;
  }

  const toReasons = Object.entries(reasonPaths).flatMap(([reason, paths]) =>
    paths.map((path, index): [string, Path] => [`${reason} (${index + 1})`, path]),
  );
  test.each([...toReasons, ...Object.entries(otherPaths)])('%s', (_name, path) => go(path));

  test('each is in exactly one count, by the report, by its sum, and by what Twilio saw', async () => {
    await go(underWay);
    const { total, days } = await fetchReport(textback);
    expect(tallyOf(total)).toEqual(expected);

    const seen = textback.sandbox.drift.ledger.effects('conversation').length;
    expect(total).toMatchObject({ takenUp: seen, addsUp: true });
    expect(Object.values(expected).reduce((sum, count) => sum + count, 0)).toBe(seen);
    // Nothing but follow-ups was sent: one text to each visitor who counts as texted.
    const texted = textback.texts().map(({ to }) => to);
    expect(new Set(texted).size).toBe(total.texted);
    expect(texted).toHaveLength(total.texted);

    for (const day of days) expect(day.addsUp).toBe(true);
    expect(days.reduce((sum, { takenUp }) => sum + takenUp, 0)).toBe(seen);
  });

  test('a conversation counts on the day of its opening, not of its webhook, in the zone that is asked for', async () => {
    const at = Date.now() - 50 * 3_600_000; // as in the path to too_late
    for (const [zone, hours] of [
      ['UTC', 0],
      ['Etc/GMT-14', 14],
      ['Etc/GMT+11', -11],
    ] as const) {
      const day = (moment: number) => new Date(moment + hours * 3_600_000).toISOString().slice(0, 10);
      const from = day(at - 60_000);
      const report = await fetchReport(
        textback,
        `?zone=${encodeURIComponent(zone)}&from=${from}&to=${day(at)}`,
      );
      expect(report.zone).toBe(zone);
      expect(tallyOf(report.total)).toEqual({ too_late: 1 });
      const before = day(at - DAY - 60_000);
      expect(
        (await fetchReport(textback, `?zone=${encodeURIComponent(zone)}&from=${before}&to=${before}`)).days,
      ).toEqual([]);
    }
  });

  test('`npm run report` says the same, to machines and to people', async () => {
    const report = await fetchReport(textback);
    const { stdout } = await runReport(textback, ['--json']);
    expect(JSON.parse(stdout)).toEqual(report);
    const forPeople = await runReport(textback, []);
    expect(forPeople.stdout).toMatch(/^The counts add up: .* = \d+ handled\.$/m);
    expect(forPeople.stdout).toMatch(new RegExp(`^all days +${report.total.takenUp} `, 'm'));
  });

  test.each([
    ['a day that is none', ['--from', '2026-02-30']],
    ['a zone that is none', ['--zone', 'Mars/Olympus']],
    ['an option that is none', ['--form', '2026-02-03']],
  ])('`npm run report` with %s: one line that says what it should be, and 2', async (_what, args) => {
    await expect(runReport(textback, args)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^bad_request: .*\nUsage: textback report/) as unknown,
    });
  });
});

test.each(Object.entries(reasonPathsWithCaps))(
  'with a cap that leads to %s, the counts add up too',
  async (_reason, { environment: caps, path }) => {
    const textback = await startTextback({ environment: caps });
    try {
      const expected = await path(new Driver(textback));
      const { total } = await fetchReport(textback);
      expect([tallyOf(total), total.addsUp]).toEqual([expected, true]);
    } finally {
      await textback.close();
    }
  },
);

describe('with follow-ups switched off', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { FOLLOW_UPS: 'off' } });
  });
  afterAll(() => textback.close());

  test.each(Object.entries(reasonPathsWhenOff) as [Reason, readonly Path[]][])(
    '%s',
    async (reason, paths) => {
      const drive = new Driver(textback);
      for (const path of paths) await path(drive);
      const { total } = await fetchReport(textback);
      expect(tallyOf(total)).toEqual({ [reason]: paths.length });
      expect(textback.texts()).toEqual([]);
    },
  );
});
