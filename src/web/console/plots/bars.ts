import { html } from 'ghtml';
import type { Markup } from '../markup/parts.js';
import { columnLabels, figure, gridLines, table, type Series } from './frame.js';
import { columnAt, round, ticksFor, yOf } from './scale.js';

export interface BarsView {
  readonly id: string;
  readonly title: string;
  readonly series: readonly Series[];
  /** What the columns are, as the table's first heading. */
  readonly of: string;
  readonly columns: readonly {
    readonly label: string;
    readonly name: string;
    readonly values: readonly number[];
    /** What stands in the table alone. */
    readonly also?: readonly string[];
  }[];
  /** Headings of `also`. */
  readonly alsoHead?: readonly string[];
  readonly words?: (value: number) => string;
}

/** Columns, each stacked of the series' values. */
export function bars({ id, title, series, of, columns, alsoHead = [], words = String }: BarsView): Markup {
  const sums = columns.map(({ values }) => values.reduce((all, value) => all + value, 0));
  const ticks = ticksFor(Math.max(0, ...sums) || 1);
  const top = ticks.at(-1) ?? 1;
  const column = ({ name, values }: BarsView['columns'][number], index: number) => {
    const { x, width } = columnAt(index, columns.length);
    let below = 0;
    return html`<g
      ><title>
        ${name}: ${values.map((value, which) => `${series[which]?.name ?? ''} ${words(value)}`).join(', ')}</title
      >!${values.map((value, which) => {
        if (value === 0) return '';
        const [from, to] = [yOf(below, top), yOf(below + value, top)];
        below += value;
        return html`<rect
          class="fill-${series[which]?.colour ?? 1}"
          x="${round(x)}"
          y="${round(to)}"
          width="${round(width)}"
          height="${round(Math.max(from - to - (values.length > 1 ? 0.8 : 0), 0.6))}"
          rx="1.5"
        />`;
      })}</g
    >`;
  };
  return figure({
    id,
    title,
    series,
    drawing: html`!${gridLines(ticks, words)}!${columns.map(column)}!${columnLabels(columns.map(({ label }) => label))}`,
    table: table(
      title,
      [of, ...series.map(({ name }) => name), ...alsoHead],
      columns.map(({ name, values, also = [] }) => [name, ...values.map(words), ...also]),
    ),
  });
}
