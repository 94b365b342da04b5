import { html } from 'ghtml';
import type { Markup } from '../markup/parts.js';
import { columnLabels, figure, gridLines, table, type Series } from './frame.js';
import { columnAt, round, yOf } from './scale.js';

export interface SharesView {
  readonly id: string;
  readonly title: string;
  readonly series: readonly Series[];
  readonly of: string;
  /** Shares from 0 to 1; null where there is nothing to be a share of. */
  readonly columns: readonly {
    readonly label: string;
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
}

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`);

/** Shares over time as lines, with gaps where there were none. */
export function shares({ id, title, series, of, columns }: SharesView): Markup {
  const middle = (index: number) => {
    const { x, width } = columnAt(index, columns.length);
    return x + width / 2;
  };
  const line = ({ colour, name }: Series, which: number) => {
    const points = columns.map(({ values }, index) => ({ x: middle(index), share: values[which] ?? null }));
    let pen = 'M';
    const path = points
      .map(({ x, share }) => {
        if (share === null) {
          pen = 'M';
          return '';
        }
        const step = `${pen}${round(x)} ${round(yOf(share, 1))}`;
        pen = 'L';
        return step;
      })
      .join('');
    const dots = points.map(({ x, share }, index) =>
      share === null
        ? ''
        : html`<circle class="dot-${colour}" cx="${round(x)}" cy="${round(yOf(share, 1))}" r="2.6"
            ><title>${columns[index]?.name}: ${name} ${percent(share)}</title></circle
          >`,
    );
    return html`<path class="line-${colour}" d="${path}" />!${dots}`;
  };
  return figure({
    id,
    title,
    series,
    drawing: html`!${gridLines([0, 0.5, 1], (value) => `${value * 100}%`)}!${series.map(line)}!${columnLabels(columns.map(({ label }) => label))}`,
    table: table(
      title,
      [of, ...series.map(({ name }) => name)],
      columns.map(({ name, values }) => [name, ...values.map(percent)]),
    ),
  });
}
