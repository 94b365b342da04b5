import type { ArgumentsCamelCase, Argv } from 'yargs';

/** What the caller can mend by calling the command otherwise. Its message says how. */
export class BadCall extends Error {
  override readonly name = 'BadCall';
  readonly code = 'bad_request';
}

/** Takes what is to be done, whose result is the exit code. It is begun when the whole call has been read and is right. */
export type Choose = (work: () => Promise<number>) => void;

/** A command: what it takes, and what it does. The exit codes are those of `exit-codes.ts`. */
export interface Command<T> {
  /** Declares options, positionals and examples; a command that has others below it hands `choose` on to them. */
  options(yargs: Argv, choose: Choose): Argv<T>;
  run(given: ArgumentsCamelCase<T>): Promise<number>;
}

export interface CommandName {
  /** The words before it, such as `operate`; none where left out. */
  readonly below?: string;
  /** Its name and its positionals, in the notation of yargs: `history <conversation>`. */
  readonly usage: string;
  /** Its other names. */
  readonly aliases?: readonly string[];
  readonly about: string;
  /** It has others below it, and does nothing without one of them. */
  readonly isGroup?: boolean;
}

/** Adds a command to the program. It is loaded only when it is called, or its help is asked for. */
export function addCommand<T>(
  yargs: Argv,
  { below, usage, aliases = [], about, isGroup = false }: CommandName,
  load: () => Promise<Command<T>>,
  choose: Choose,
): Argv {
  const whole = [below, usage, isGroup ? '<what>' : undefined].filter(Boolean).join(' ');
  return yargs.command(
    [usage, ...aliases],
    about,
    async (own) => (await load()).options(own.usage(`Usage: $0 ${whole} [options]\n\n${about}.`), choose),
    async (given) => {
      const command = await load();
      choose(() => command.run(given));
    },
  );
}
