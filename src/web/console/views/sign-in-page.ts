import { html } from 'ghtml';
import { assetUrl } from '../assets.js';
import { page } from './shell.js';

export interface SignInView {
  readonly csrf: string;
  /** Whether people may sign in by an OpenID provider. */
  readonly byProvider: boolean;
  /** The page to go to afterwards, one of ours. */
  readonly next: string;
  readonly name: string;
  /** Why the last try was no good. */
  readonly problem: string | null;
}

export const signInPage = ({ csrf, byProvider, next, name, problem }: SignInView): string =>
  page(
    'Sign in',
    html`<main class="card-page">
      <img src="${assetUrl('mark.svg')}" alt="" width="44" height="44" />
      <h1>Textback console</h1>
      !${problem === null ? '' : html`<p class="problem" role="alert">${problem}</p>`}
      !${byProvider ? html`<p><a class="button button-strong" href="/console/oidc/start?next=${encodeURIComponent(next)}">Sign in with your company account</a></p>` : ''}
      <form class="sign-in" method="post" action="/console/sign-in">
        <input type="hidden" name="_csrf" value="${csrf}" />
        <input type="hidden" name="next" value="${next}" />
        <label for="name">Your name</label>
        <input
          class="field"
          id="name"
          name="name"
          value="${name}"
          maxlength="80"
          autocomplete="username"
          required
          autofocus
        />
        <p class="hint">The audit log records everything you do under this name.</p>
        <label for="token">Admin token</label>
        <input
          class="field"
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
        />
        <button class="button button-strong" type="submit">Sign in</button>
      </form>
      <details>
        <summary>Sign in with a personal token</summary>
        <form class="sign-in" method="post" action="/console/sign-in">
          <input type="hidden" name="_csrf" value="${csrf}" />
          <input type="hidden" name="next" value="${next}" />
          <label for="personal-token">Personal token</label>
          <input class="field" id="personal-token" name="token" type="password" autocomplete="off" required />
          <p class="hint">The audit log records everything you do under the token’s name.</p>
          <button class="button" type="submit">Sign in</button>
        </form>
      </details>
    </main>`,
  );
