import { html } from 'ghtml';
import { count, empty, type Markup } from '../markup/parts.js';

/** Words with a bar as long as their number: a table that is its own plot. */
export function ranking({
  id,
  title,
  head,
  rows,
  nothing,
}: {
  readonly id: string;
  readonly title: string;
  readonly head: readonly [string, string, string];
  readonly rows: readonly { readonly name: string; readonly words: string; readonly value: number }[];
  readonly nothing: string;
}): Markup {
  const largest = Math.max(1, ...rows.map(({ value }) => value));
  const bar = (value: number) =>
    html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="fill-4" width="${Math.max(2, (100 * value) / largest)}" height="8" rx="1" />
    </svg>`;
  return html`<figure class="plot" aria-labelledby="${id}">
    <figcaption id="${id}">${title}</figcaption>
    !${
      rows.length === 0
        ? empty(nothing)
        : html`<table class="ranking">
            <caption class="sr-only">
              ${title}
            </caption>
            <thead class="sr-only">
              <tr>
                !${head.map((cell) => html`<th scope="col">${cell}</th>`)}
              </tr>
            </thead>
            <tbody>
              !${rows.map(
                ({ name, words, value }) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td class="ranking-words">${words}!${bar(value)}</td>
                    <td class="num">${count(value)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </figure>`;
}
