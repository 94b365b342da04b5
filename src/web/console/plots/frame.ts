import { html } from 'ghtml';
import type { Markup } from '../markup/parts.js';
import { BOX, columnAt, round, yOf } from './scale.js';

export interface Series {
  readonly name: string;
  /** Which of the style sheet's colours: 1 to 5. */
  readonly colour: 1 | 2 | 3 | 4 | 5;
}

/** A plot as a figure: its title, what the colours mean, the drawing, and the numbers as a table for whoever wants them. */
export function figure({
  id,
  title,
  series,
  drawing,
  table,
}: {
  readonly id: string;
  readonly title: string;
  readonly series: readonly Series[];
  readonly drawing: Markup;
  readonly table: Markup;
}): Markup {
  return html`<figure class="plot" aria-labelledby="${id}">
    <figcaption id="${id}">${title}</figcaption>
    !${
      series.length < 2
        ? ''
        : html`<ul class="legend">
            !${series.map(({ name, colour }) => html`<li><span class="swatch swatch-${colour}" aria-hidden="true"></span>${name}</li>`)}
          </ul>`
    }
    <svg
      viewBox="0 0 ${BOX.width} ${BOX.height}"
      role="img"
      aria-label="${title}. The numbers are in the table below."
    >
      !${drawing}
    </svg>
    <details class="numbers">
      <summary>Numbers</summary>
      <div class="table-frame">!${table}</div>
    </details>
  </figure>`;
}

/** The horizontal lines and what they stand for. */
export const gridLines = (ticks: readonly number[], words: (value: number) => string): Markup =>
  ticks
    .map((tick) => {
      const y = round(yOf(tick, ticks.at(-1) ?? 1));
      return html`<line
          class="grid"
          x1="${BOX.left}"
          x2="${BOX.width - BOX.right}"
          y1="${y}"
          y2="${y}"
        /><text class="tick" x="${BOX.left - 5}" y="${Number(y) + 3.5}" text-anchor="end"
          >${words(tick)}</text
        >`;
    })
    .join('');

/** Words under columns: as many as there is room for, the last one always. */
export const columnLabels = (labels: readonly string[]): Markup => {
  const every = Math.ceil(labels.length / 7);
  return labels
    .map((label, index) => {
      if ((labels.length - 1 - index) % every !== 0) return '';
      const { x, width } = columnAt(index, labels.length);
      return html`<text class="tick" x="${round(x + width / 2)}" y="${BOX.height - 8}" text-anchor="middle"
        >${label}</text
      >`;
    })
    .join('');
};

export const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Markup =>
  html`<table class="rows compact">
    <caption class="sr-only">
      ${caption}
    </caption>
    <thead>
      <tr>
        !${head.map((cell) => html`<th scope="col">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      !${rows.map(
        ([first, ...others]) =>
          html`<tr>
            <th scope="row">${first}</th>
            !${others.map((cell, index) => html`<td class="num" data-label="${head[index + 1]}">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
