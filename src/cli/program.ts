import yargs, { type Argv } from 'yargs';
import { BadCall, type Choose } from './shared/command.js';
import { commands } from './commands.js';
import { exitCodeOf } from './shared/exit-codes.js';

// The program `textback`: reads a call, then does what was chosen.

export interface Output {
  say(text: string): void;
  complain(text: string): void;
}

interface Surroundings {
  readonly version: string;
  /** Columns of the help. */
  readonly width: number;
}

/** Every option has the type that it declares: an ID that begins with 0 stays text, and `--why 1` is no number. */
const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

function program(choose: Choose, { version, width }: Surroundings): Argv {
  const whole = yargs()
    .scriptName('textback')
    .locale('en')
    .parserConfiguration(PARSER)
    .usage('Usage: $0 <command> [options]')
    .demandCommand(1, 'say which command')
    .strict()
    .recommendCommands()
    .epilogue('Every command has a --help of its own. docs/commands.md says how each ends and where it runs.')
    .version(version)
    .exitProcess(false)
    .wrap(width)
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? new BadCall(message ?? '');
    });
  for (const add of commands) add(whole, choose);
  return whole.completion('completion', 'Print a script that completes commands in bash or zsh');
}

/** Of what yargs says of a call, one line; anything else that is thrown is a defect, and stays as it is. */
function asBadCall(error: unknown): unknown {
  const isBadCall = error instanceof Error && (error instanceof BadCall || error.name === 'YError');
  return isBadCall ? new BadCall(error.message.replaceAll('\n', ': ')) : error;
}

/** What a call comes to: something to do, or something to show, such as help. */
export async function readCall(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<{ readonly work: (() => Promise<number>) | null; readonly shown: string }> {
  let work: (() => Promise<number>) | null = null;
  let shown = '';
  const choose: Choose = (chosen) => (work = chosen);
  try {
    await program(choose, surroundings).parseAsync([...args], {}, (_error, _given, output) => {
      shown = output;
    });
  } catch (error) {
    throw asBadCall(error);
  }
  return { work, shown };
}

/** The help of the command that a bad call names. */
async function usageOf(args: readonly string[], surroundings: Surroundings): Promise<string> {
  const firstOption = args.findIndex((word) => word.startsWith('-'));
  const words = firstOption < 0 ? args : args.slice(0, firstOption);
  return (await readCall([...words, '--help'], surroundings)).shown;
}

/** Does what the arguments say; resolves to the exit code. Throws what is a defect. */
export function runProgram(
  args: readonly string[],
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const call = async (): Promise<number> => {
    const { work, shown } = await readCall(args, surroundings);
    if (work !== null) return work();
    output.say(`${shown}\n`);
    return 0;
  };
  return exitCodeOf(
    call,
    async () => `${await usageOf(args, surroundings)}\n`,
    (text) => output.complain(text),
  );
}
