import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { BASE_STYLES } from '../../platform/pages/page-files.js';

/** The page stands alone: whoever sees it may reach nothing else of ours. */
const STYLES = `${readFileSync(BASE_STYLES, 'utf8')}
main { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; }
li code { font-family: var(--mono); }`;

const hash = createHash('sha256').update(STYLES).digest('base64');

const HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The address that led here holds a code or a ticket.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;

export interface ConnectPage {
  readonly status: number;
  readonly title: string;
  readonly words: readonly string[];
  /** Scopes that are missing, for a list. */
  readonly missing?: readonly string[];
}

export const sendPage = (reply: FastifyReply, { status, title, words, missing = [] }: ConnectPage) =>
  reply
    .code(status)
    .headers(HEADERS)
    .send(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <title>${title} · Textback</title>
            <style>
              !${STYLES}
            </style>
          </head>
          <body>
            <main>
              <h1>${title}</h1>
              !${words.map((one) => html`<p>${one}</p>`)}
              !${
                missing.length === 0
                  ? ''
                  : html`<ul>
                      !${missing.map((one) => html`<li><code>${one}</code></li>`)}
                    </ul>`
              }
            </main>
          </body>
        </html>`,
    );
