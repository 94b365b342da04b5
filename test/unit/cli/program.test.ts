import { describe, expect, test } from '@jest/globals';
import { readCall, runProgram } from '../../../src/cli/program.js';
import { everyHelp } from '../../../src/cli/help.js';

const surroundings = { version: '1.2.3', width: 110 };

/** Runs a call that ends before it does anything, or does nothing of its own. */
async function call(...args: string[]) {
  let [said, complained] = ['', ''];
  const code = await runProgram(args, surroundings, {
    say: (text) => (said += text),
    complain: (text) => (complained += text),
  });
  return { code, said, complained };
}

/** The words of a command as a shell takes them. */
const wordsOf = (command: string) =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('the command line', () => {
  const commands = [
    ...['start', 'gateway', 'worker', 'migrate', 'report', 'what-if', 'history', 'replay', 'support-bundle'],
    ...['pause', 'resume', 'reprocess-event', 'dismiss-event', 'put-aside', 'reprocess-conversation'].map(
      (name) => `operate ${name}`,
    ),
    ...['redrive', 'pauses', 'audit'].map((name) => `operate ${name}`),
    ...['check', 'rewrap', 'abandon'].map((name) => `keys ${name}`),
    ...['list', 'connect', 'check', 'disconnect'].map((name) => `orgs ${name}`),
  ];

  test.each(commands)('%s says how it is used, and does nothing else then', async (command) => {
    const words = command.split(' ');
    const { work, shown } = await readCall([...words, '--help'], surroundings);
    expect(work).toBeNull();
    expect(shown).toMatch(
      new RegExp(
        `^Usage: textback ${command === 'operate put-aside' ? 'operate dismiss-event' : command}\\b`,
      ),
    );
    expect(await call(...words, '--help')).toEqual({ code: 0, said: `${shown}\n`, complained: '' });
  });

  test('every example of the help is a right call, and every command but the looks has one', async () => {
    const helps = await everyHelp(300); // no line is broken
    const examples = helps.flatMap(({ help }) => {
      const [, listed = ''] = /\nExamples:\n([\s\S]*)$/.exec(help) ?? [];
      return [...listed.matchAll(/^ {2}textback (.+?)(?: {2,}.*)?$/gm)].map(([, words = '']) => words);
    });
    expect(examples.length).toBeGreaterThan(15);
    for (const example of examples) {
      const { work } = await readCall(wordsOf(example), surroundings);
      expect([example, work]).toEqual([example, expect.any(Function)]);
    }
    const without = helps.filter(({ help }) => !help.includes('\nExamples:\n')).map(({ command }) => command);
    expect(without).toEqual(['textback', 'textback operate pauses', 'textback operate audit']);
  });

  test.each([
    ['no command', [], 'say which command', '<command>'],
    ['no operation', ['operate'], 'say what', 'operate <what>'],
    ['a command that is none', ['reprot'], 'Did you mean report?', '<command>'],
    ['an operation that is none', ['operate', 'pasue'], 'Did you mean pause?', 'operate <what>'],
    ['an option that is none', ['report', '--form', '2026-01-01'], 'Unknown argument: form', 'report'],
    ['an option of another command', ['operate', 'resume', '--why', 'x'], 'why', 'operate resume'],
    ['an option without its value', ['report', '--from'], 'from', 'report'],
    ['too much', ['operate', 'dismiss-event', '1', '2'], 'Unknown argument: 2', 'operate dismiss-event'],
    ['too little', ['history'], 'Not enough non-option arguments: got 0, need at least 1', 'history'],
    ['a reason that is missing', ['operate', 'pause'], 'Missing required argument: why', 'operate pause'],
    ['an ID that is none', ['history', 'seven'], 'say which conversation', 'history'],
    ['nothing to replay', ['replay'], 'say which histories', 'replay'],
  ] as const)('%s is a bad call: one line, how it is used, and 2', async (_what, args, why, usage) => {
    const { code, said, complained } = await call(...args);
    const [first = '', second] = complained.split('\n');
    expect(first).toMatch(/^bad_request: /);
    expect(first).toContain(why);
    expect(second).toMatch(new RegExp(`^Usage: textback ${usage}`));
    expect([code, said]).toEqual([2, '']);
  });

  test('a call that is not right as a whole begins nothing', async () => {
    const { work } = await readCall(['operate', 'dismiss-event', '007'], surroundings);
    expect(work).toEqual(expect.any(Function));
    await expect(readCall(['operate', 'dismiss-event', '007', '--nonsense'], surroundings)).rejects.toThrow(
      'Unknown argument: nonsense',
    );
  });

  test('--version is that of the package', async () => {
    expect(await call('--version')).toEqual({ code: 0, said: '1.2.3\n', complained: '' });
  });
});
