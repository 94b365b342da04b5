import { cpus, totalmem } from 'node:os';
import type { Figure, Findings } from '../bench.js';
import { rounded } from './statistics.js';

/** A benchmark that has been run; or why it could not be. */
export interface Ran {
  readonly name: string;
  readonly about: string;
  readonly seconds: number;
  readonly result: Findings | { readonly failure: string };
}

/** A Markdown table of the figures, with the notes below it. */
export function markdown({ name, about, seconds, result }: Ran): string {
  const head = `## ${name}\n\n${about} (${Math.round(seconds)} s)\n`;
  if ('failure' in result) return `${head}\nIt could not be measured: ${result.failure}\n`;
  const rows = [
    ['what', 'ours', 'ceiling', 'ratio', 'goal', 'met'],
    ['---', '---:', '---:', '---:', '---', '---'],
    ...result.figures.map(row),
  ];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const notes = result.notes.map((note) => `- ${note}`).join('\n');
  return `${head}\n${table}\n${notes === '' ? '' : `\n${notes}\n`}`;
}

function row({ what, ours, ceiling, goal, isMet }: Figure): string[] {
  const ratio = ceiling === null || ceiling === 0 ? '' : (ours / ceiling).toFixed(2);
  return [what, shown(ours), ceiling === null ? '' : shown(ceiling), ratio, goal, isMet ? 'yes' : '**no**'];
}

const shown = (value: number): string => String(value >= 100 ? Math.round(value) : rounded(value));

/** What the figures were measured on; no names of hosts or users. */
export function machine(): Readonly<Record<string, string | number>> {
  const cores = cpus();
  return {
    cores: cores.length,
    processor: cores[0]?.model.trim() ?? 'unknown',
    memoryGiB: rounded(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
