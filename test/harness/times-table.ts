import type { Taken } from './environment.js';

/** What stands for the whole run: processor time of jest, its workers, the servers and all that tests started. */
export const WHOLE_RUN = 'the whole run';

export interface TimesRow {
  readonly what: string;
  readonly processor: number;
  readonly loading: number;
  readonly children: number;
  readonly waiting: number;
}

const isTestFile = ({ what }: Taken): boolean => what.endsWith('.test.ts');
const processorOf = ({ own, children }: Taken): number => own + children;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function rowOf(taken: Taken): TimesRow {
  const processor = processorOf(taken);
  return {
    what: taken.what,
    processor,
    loading: taken.loading,
    children: taken.children,
    // What several processes or threads do at once makes it less than nothing.
    waiting: isTestFile(taken) ? Math.max(0, taken.wall - processor) : 0,
  };
}

function added(what: string, rows: readonly TimesRow[]): TimesRow {
  return {
    what,
    processor: sum(rows.map(({ processor }) => processor)),
    loading: sum(rows.map(({ loading }) => loading)),
    children: sum(rows.map(({ children }) => children)),
    waiting: sum(rows.map(({ waiting }) => waiting)),
  };
}

/**
 * The parts of a run, dearest first, what is left of the whole run (jest itself) and the whole. Test files beyond `most`
 * are added up in one row.
 */
export function timesTable(parts: readonly Taken[], most: number): TimesRow[] {
  const whole = parts.find(({ what }) => what === WHOLE_RUN);
  const rows = parts.filter((part) => part !== whole).map(rowOf);
  const byCost = rows.toSorted((a, b) => b.processor + b.waiting / 4 - (a.processor + a.waiting / 4));
  const shown = byCost.slice(0, most);
  const rest = byCost.slice(most);
  const table = rest.length === 0 ? shown : [...shown, added(`${rest.length} more`, rest)];
  if (whole === undefined) return table;
  const all = added('sum', rows);
  const jest = { what: 'jest itself', processor: Math.max(0, processorOf(whole) - all.processor) };
  return [
    ...table,
    { ...jest, loading: 0, children: 0, waiting: 0 },
    { ...all, what: WHOLE_RUN, processor: processorOf(whole) },
  ];
}

const seconds = (value: number): string => value.toFixed(1);

/** As a Markdown table. */
export function renderTimes(rows: readonly TimesRow[]): string {
  const lines = rows.map(
    ({ what, processor, loading, children, waiting }) =>
      `| ${what} | ${seconds(processor)} | ${seconds(loading)} | ${seconds(children)} | ${seconds(waiting)} |`,
  );
  return [
    '| what | processor s | of it loading | of it child processes | waiting s |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}
