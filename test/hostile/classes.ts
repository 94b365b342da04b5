import { readFile, writeFile } from 'node:fs/promises';

/** The classes of docs/security.md: which shots belong to one, by their kind, and what has to become of them. */
const classes: readonly { readonly kinds: RegExp; readonly what: string; readonly must: string }[] = [
  {
    kinds: /^drift: forged/,
    what: 'Drift webhooks without the right token or signature',
    must: 'refused with 401; nothing is stored',
  },
  {
    kinds: /^drift: /,
    what: 'Drift webhooks that prove themselves and hold odd values, keys, encodings or sizes',
    must: 'stored once, or refused with 400, 413 or 415',
  },
  {
    kinds: /^twilio: forged/,
    what: 'Twilio webhooks without the right signature or account',
    must: 'refused with 403; nothing is stored',
  },
  {
    kinds: /^twilio: /,
    what: 'Twilio webhooks that are signed and odd',
    must: 'stored once, or refused with 400 or 415',
  },
  {
    kinds: /^media: /,
    what: 'links to files that Textback did not make',
    must: 'refused; no file is opened',
  },
  {
    kinds: /^admin: no token/,
    what: 'calls to the admin API without the token, or with almost the right one',
    must: 'refused before anything is read',
  },
  {
    kinds: /^admin: /,
    what: 'calls with the token and odd parameters',
    must: 'answered, or refused with 400',
  },
  {
    kinds: /^(method|nowhere|webhook by GET|long header)/,
    what: 'methods and addresses that nobody has, headers of up to 60,000 bytes',
    must: 'refused with 400, 401, 404, 405 or 431',
  },
  { kinds: /^broken HTTP/, what: 'broken HTTP: cut, changed, endless, smuggled', must: 'refused or cut off' },
  {
    kinds: /^silent/,
    what: 'callers who begin a request and go silent',
    must: 'cut off; others are answered',
  },
  { kinds: /^form/, what: 'forms of up to 120,000 parameters', must: 'refused; others are answered' },
];

const BEGIN =
  '<!-- hostile inputs: `UPDATE_SECURITY_PAGE=1 npm test -- test/hostile/bad-input` counts them -->';
const END = '<!-- hostile inputs end -->';
const page = new URL('../../docs/security.md', import.meta.url);

/** How many inputs of each class there were, by kind; throws for a kind that has no class. */
export class HostileInputs {
  readonly #counts = new Map<string, number>();

  count(kind: string, inputs = 1): void {
    const found = classes.find(({ kinds }) => kinds.test(kind));
    if (found === undefined) throw new Error(`"${kind}" belongs to no class of test/hostile/classes.ts`);
    this.#counts.set(found.what, (this.#counts.get(found.what) ?? 0) + inputs);
  }

  table(): string {
    const rows = classes.map(
      ({ what, must }) =>
        `| ${what} | ${(this.#counts.get(what) ?? 0).toLocaleString('en-US')} | ${must} | 0 |`,
    );
    const all = [...this.#counts.values()].reduce((sum, one) => sum + one, 0).toLocaleString('en-US');
    return [
      '| inputs | count | what has to happen | otherwise |',
      '| --- | --- | --- | --- |',
      ...rows,
      `| **all** | **${all}** |  | **0** |`,
    ].join('\n');
  }
}

/** The table of docs/security.md. With UPDATE_SECURITY_PAGE it is written anew first. */
export async function tableOfPage(counted: string): Promise<string> {
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (from < BEGIN.length || to < from)
    throw new Error('docs/security.md has no place for the table of hostile inputs');
  if (process.env['UPDATE_SECURITY_PAGE'] === undefined) return text.slice(from, to).trim();
  await writeFile(page, `${text.slice(0, from)}\n\n${counted}\n\n${text.slice(to)}`);
  return counted;
}
