import { html } from 'ghtml';
import { assetUrl } from '../assets.js';
import { page } from './shell.js';

/** Goes on by itself to `next`, one of our pages, with the cookies that only our own pages send. */
export const signedInNowPage = (next: string): string =>
  page(
    'Signed in',
    html`<main class="card-page">
      <img src="${assetUrl('mark.svg')}" alt="" width="44" height="44" />
      <h1>Signed in</h1>
      <p><a href="${next}">To the console</a></p>
    </main>`,
    [],
    html`<meta http-equiv="refresh" content="0;url=${next}" />`,
  );
