import { readCall } from './program.js';

/** Narrow enough for a page. */
const WIDTH = 110;

export interface Help {
  /** Such as `textback operate pause`. */
  readonly command: string;
  readonly help: string;
}

/** The help of the program and of every command, each after the one that it belongs to. */
export async function everyHelp(width = WIDTH, words: readonly string[] = []): Promise<Help[]> {
  const { shown: help } = await readCall([...words, '--help'], { version: '', width });
  const [, listed = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec(help) ?? [];
  const below = [...listed.matchAll(/^ {2}textback ((?:[a-z-]+ ?)+)/gm)]
    .map(([, command = '']) => command.trim().split(' '))
    .filter(([first]) => first !== 'completion'); // it takes nothing
  const deeper: Help[] = [];
  for (const command of below) deeper.push(...(await everyHelp(width, command)));
  return [{ command: ['textback', ...words].join(' '), help }, ...deeper];
}
