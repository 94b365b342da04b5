import { html } from 'ghtml';
import { assetUrl } from '../assets.js';
import { page } from './shell.js';

/** A page that says one thing, to anybody. */
export const messagePage = (title: string, words: string): string =>
  page(
    title,
    html`<main class="card-page">
      <img src="${assetUrl('mark.svg')}" alt="" width="44" height="44" />
      <h1>${title}</h1>
      <p>${words}</p>
      <p><a href="/console">To the console</a></p>
    </main>`,
  );
