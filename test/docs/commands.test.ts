import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { Reader } from '../../src/platform/config/read.js';
import { codeIn, commandsIn, kindOf, outputIn, type Code } from './commands-code.js';
import { howOf, type How } from './commands-how.js';
import { makeClone, missingPrograms, runShell, tryOut, type Ended } from './commands-run.js';
import { startWorld, type World } from './commands-world.js';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`)
    .sort(),
];
const code = pages.flatMap((page) => codeIn(page, read(page)));
const at = ({ page, line }: Code) => `${page}:${line}`;
const howTo = (command: string): How | undefined => howOf.find(([pattern]) => pattern.test(command))?.[1];
const shell = code.filter((one) => kindOf(one) === 'shell');
const pagesWithCode = pages.filter((page) =>
  code.some((one) => one.page === page && kindOf(one) !== 'other'),
);

describe('every command of the docs works', () => {
  let world: World;
  let clones: Awaited<ReturnType<typeof makeClone>>[];
  const tried = new Map<string, Promise<string[]>>();
  const results = new Map<string, Promise<string[]>>();

  beforeAll(async () => {
    clones = [await makeClone(), await makeClone()];
    world = await startWorld();
    // Two pages side by side: most of a command's time is the start of Node.
    const lanes = clones.map(({ folder }) => ({ folder, last: Promise.resolve<unknown>(null) }));
    for (const [i, page] of pagesWithCode.entries()) {
      const lane = lanes[i % lanes.length];
      if (lane === undefined) continue;
      const result = lane.last.then(() => tryPage(page, lane.folder));
      results.set(page, result);
      lane.last = result;
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(results.values());
    await world.close();
    for (const clone of clones) await clone.remove();
  });

  test('each is run here, run by another test, or listed as one that cannot be', () => {
    const unknown = shell.flatMap((one) =>
      commandsIn(one)
        .filter((command) => howTo(command) === undefined)
        .map((command) => `${at(one)}: ${command}`),
    );
    expect(unknown).toEqual([]);
  });

  test('a test that is said to run one exists, and so does each test that the docs say to run', () => {
    for (const [, how] of howOf)
      if (how.kind === 'elsewhere') expect(existsSync(new URL(how.test, root))).toBe(true);
    const tests = readdirSync(new URL('test/', root), { recursive: true, encoding: 'utf8' }).map(
      (file) => `test/${file}`,
    );
    for (const one of shell)
      for (const command of commandsIn(one)) {
        const [, path] = /^npm test -- (\S+)/.exec(command) ?? [];
        if (path === undefined) continue;
        expect([
          at(one),
          path,
          tests.some((file) => file.includes(path) && file.endsWith('.test.ts')),
        ]).toEqual([at(one), path, true]);
      }
  });

  test.each(pagesWithCode)('%s', async (page) => expect(await results.get(page)).toEqual([]), 240_000);

  /** From top to bottom; a command that stands in several places is tried once. */
  async function tryPage(page: string, folder: string): Promise<string[]> {
    const failures: string[] = [];
    for (const one of code.filter((piece) => piece.page === page)) {
      const key = `${kindOf(one)} ${one.text}`;
      const result = tried.get(key) ?? tryCode(one, folder).catch((error: unknown) => [String(error)]);
      tried.set(key, result);
      failures.push(...(await result).map((failure) => `${at(one)}: ${failure}`));
    }
    return failures;
  }

  /** What is wrong with a piece of code; nothing where it works. */
  async function tryCode(one: Code, folder: string): Promise<string[]> {
    switch (kindOf(one)) {
      case 'shell':
        return tryShell(one, folder);
      case 'sql':
        return trySql(one);
      case 'settings':
        return wrongSettings(one.text);
      case 'yaml':
        return parseAllDocuments(one.text).flatMap(({ errors }) => errors.map(({ message }) => message));
      case 'json':
        JSON.parse(one.text);
        return [];
      case 'typescript':
        return syntaxErrors(one.text);
      case 'other':
        return [];
      case 'unknown':
        return [`how is a block of "${one.language}" checked? Say so in commands-code.ts`];
    }
  }

  /** Commands that are run as they stand and follow each other share one shell, as they do where somebody pastes the block. */
  async function tryShell(one: Code, folder: string): Promise<string[]> {
    const failures: string[] = [];
    const together: string[] = [];
    const runTogether = async () => {
      const script = together.splice(0);
      if (script.length > 0) failures.push(...(await run(folder, script, { prints: outputIn(one) })));
    };
    for (const command of commandsIn(one)) {
      const how = howTo(command);
      if (how?.kind === 'run') together.push(command);
      else {
        await runTogether();
        if (how?.kind === 'until') failures.push(...(await run(folder, [command], { until: how.says })));
        if (how?.kind === 'usage') failures.push(...(await run(folder, [how.instead ?? usageOf(command)])));
      }
    }
    await runTogether();
    return failures;
  }

  const usageOf = (command: string) =>
    command.startsWith('npm ')
      ? command.replace(/( -- .*)?$/, ' -- --help')
      : `${command.replace(/ [<[].*$/, '')} --help`;

  async function run(
    folder: string,
    commands: readonly string[],
    { until, prints = [] }: { readonly until?: string; readonly prints?: readonly string[] } = {},
  ): Promise<string[]> {
    const where = { folder, environment: world.environment };
    const missing = await missingPrograms(commands, where);
    if (missing.length > 0) {
      process.stderr.write(
        `not tried, since this machine has no ${missing.join(' and no ')}: ${commands.join('; ')}\n`,
      );
      return [];
    }
    const script = world.fill(commands.join('\n'));
    const ended = await runShell(script, where, until);
    const printed = ended.output.split('\n').map((line) => line.trim());
    const missed = prints.filter((line) => !printed.includes(line.trim()));
    if (missed.length > 0)
      return [`${script}\ndoes not print ${missed.join(', ')}:\n${ended.output.slice(-2_000)}`];
    return worked(ended, until)
      ? []
      : [`${script}\nended with ${String(ended.code)}:\n${ended.output.slice(-2_000)}`];
  }

  /** Also if it told how it is used: that is what a bare mention of a command which needs arguments comes to. */
  const worked = ({ code: exit, output }: Ended, until?: string) =>
    exit === 0 || (until === undefined && exit === 2 && /^Usage: /m.test(output));

  /** What a placeholder names has to be found. */
  async function trySql({ text }: Code): Promise<string[]> {
    const filled = world.fill(text);
    const results = await tryOut(world.textback.databaseUrl, filled);
    if (filled === text || text.includes('COMMIT;')) return [];
    return results
      .filter(({ rowCount }) => rowCount === 0)
      .map(({ command }) => `a ${command} touches no row:\n${filled}`);
  }

  async function syntaxErrors(text: string): Promise<string[]> {
    const { default: ts } = await import('typescript');
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  /** Settings that do not exist, and values that Textback would refuse. */
  function wrongSettings(text: string): string[] {
    const names = (file: string, pattern: RegExp) =>
      [...read(file).matchAll(pattern)].map(([, name]) => name);
    const known = new Set([
      ...names('.env.example', /^#?([A-Z][A-Z0-9_]*)=/gm),
      ...names('node_modules/@temporalio/envconfig/lib/envconfig-toml.js', /'(TEMPORAL_[A-Z_]+)'/g),
    ]);
    const given = parseEnv(text) as Record<string, string>;
    const unknown = Object.keys(given).filter((name) => !known.has(name));
    return [
      ...unknown.map((name) => `there is no setting ${name}`),
      ...new Reader(given, 'live').badValues(),
    ];
  }
});
