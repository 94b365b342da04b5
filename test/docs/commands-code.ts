/** A piece of code in a page of the docs: a fenced block, or what stands between single backticks. */
export interface Code {
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** The word after the fence, such as `sh`; '' for a bare fence; null for code within a sentence. */
  readonly language: string | null;
  readonly text: string;
}

const FENCE = /^( *)```([\w-]*) *$/;

/** All code of a page, in its order. Blocks lose the indentation of their fence; code within a sentence its line breaks. */
export function codeIn(page: string, markdown: string): Code[] {
  const found: Code[] = [];
  const prose: string[] = [];
  let block: { line: number; indent: number; language: string; lines: string[] } | null = null;
  for (const [i, text] of markdown.split('\n').entries()) {
    const [fence, indent = '', language = ''] = FENCE.exec(text) ?? [];
    prose.push(''); // so that line numbers stay
    if (block === null && fence === undefined) prose[i] = text;
    else if (block === null) block = { line: i + 2, indent: indent.length, language, lines: [] };
    else if (fence === undefined) block.lines.push(text.slice(Math.min(block.indent, indentOf(text))));
    else {
      found.push({ page, line: block.line, language: block.language, text: block.lines.join('\n') });
      block = null;
    }
  }
  if (block !== null) throw new Error(`${page}:${block.line}: a block of code has no end`);
  const rest = prose.join('\n');
  for (const { 2: text = '', index } of rest.matchAll(
    /(?<!`)(`+)(?!`)((?:(?!\n\n)[\s\S])+?)(?<!`)\1(?!`)/g,
  )) {
    const line = rest.slice(0, index).split('\n').length;
    found.push({ page, line, language: null, text: text.replace(/\s+/g, ' ').trim() });
  }
  return found.sort((a, b) => a.line - b.line);
}

const indentOf = (text: string) => text.length - text.trimStart().length;

export type Kind = 'shell' | 'sql' | 'settings' | 'yaml' | 'json' | 'typescript' | 'other' | 'unknown';

const byLanguage: Readonly<Record<string, Kind>> = {
  sh: 'shell',
  bash: 'shell',
  console: 'shell',
  sql: 'sql',
  env: 'settings',
  ini: 'settings',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  ts: 'typescript',
  mermaid: 'other', // a picture
  text: 'other', // what something prints, or an address to put somewhere
};

const SHELL =
  /^(npm|npx|node|curl|docker|temporal|openssl|psql|pg_dump|pg_restore|promtool|git|kubectl|cp|set) \S/;
const SQL = /^(SELECT|UPDATE|DELETE FROM|INSERT INTO|WITH|VACUUM|ALTER|CREATE|DROP) .*\S/;

/** What a piece of code is: something to run, to check, or neither. `unknown`: a block in a language of which nothing is known. */
export function kindOf({ language, text }: Code): Kind {
  if (language === null) return SHELL.test(text) ? 'shell' : SQL.test(text) ? 'sql' : 'other';
  const kind = byLanguage[language] ?? 'unknown';
  return language === '' || kind === 'shell' ? kindOfBare(text) : kind;
}

/** A block without a language is taken for shell, unless it is a drawing, or all of its lines are settings or addresses. */
function kindOfBare(text: string): Kind {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  if (lines.every((one) => /^(#.*|[A-Z][A-Z0-9_]*=\S*|[A-Z][A-Z0-9_]*='[^']*')$/.test(one)))
    return 'settings';
  return /[│└├]/.test(text) || lines.every((one) => /^https?:\/\/\S+$/.test(one)) ? 'other' : 'shell';
}

/** What a `console` block says that its commands print, line by line; none where it shows no output. */
export function outputIn({ language, text }: Code): string[] {
  if (language !== 'console') return [];
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return lines.filter((one) => !one.startsWith('$ ') && one.trim() !== '' && one.trim() !== '...');
}

/** The commands of shell code, one each: no comments, no output (`console`: only what follows `$ `), continued lines as one. */
export function commandsIn({ language, text }: Code): string[] {
  if (language === null) return [text];
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  const typed =
    language === 'console' ? lines.filter((one) => one.startsWith('$ ')).map((one) => one.slice(2)) : lines;
  return typed.map((one) => one.replace(/(^|\s)#\s.*$/, '').trim()).filter((one) => one !== '');
}
