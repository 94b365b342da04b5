import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseCompose, readComposeFile } from './compose-file.js';

/** Runs `npm run build` with another target folder; resolves to its exit code and everything that it wrote. */
async function build(outDir: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/build.ts', '--out-dir', outDir], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

describe('npm run build', () => {
  /** As the image has it: dist beside package.json, node_modules and bin. */
  let app = '';
  let outDir = '';
  let result: Awaited<ReturnType<typeof build>> = { code: null, output: '' };

  beforeAll(async () => {
    app = await mkdtemp(join(tmpdir(), 'textback-build-'));
    outDir = join(app, 'dist');
    result = await build(outDir);
  }, 120_000);
  afterAll(() => rm(app, { recursive: true, force: true }));

  test('succeeds and says what it made', () => {
    expect(result).toEqual({ code: 0, output: expect.stringContaining('bundled the workflows') as unknown });
  });

  test('makes every file that the image and docker-compose.yml run', async () => {
    const compose = parseCompose(await readComposeFile());
    const commands = Object.values(compose.services).map((service) => service.command ?? []);
    const [, defaultCommand = '[]'] = /^CMD (\[.*\])$/m.exec(await readFile('Dockerfile', 'utf8')) ?? [];
    commands.push(JSON.parse(defaultCommand) as string[]);
    const scripts = commands.filter(([program]) => program === 'node').map(([, script = '']) => script);

    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const script of scripts) {
      expect(script).toMatch(/^dist\//);
      await access(join(outDir, script.slice('dist/'.length)));
    }
  });

  test('brings along what is not TypeScript: migrations, the page, data', async () => {
    const sources = await Promise.all(
      ['src', 'sandbox'].map(async (folder) => (await filesBelow(folder)).map((file) => join(folder, file))),
    );
    const wanted = sources.flat().filter((file) => !file.endsWith('.ts'));
    const made = await filesBelow(outDir);
    expect(wanted.filter((file) => !made.includes(file))).toEqual([]);
    expect(wanted.some((file) => file.endsWith('.sql'))).toBe(true);
    expect(wanted.some((file) => file.endsWith('.html'))).toBe(true);
  });

  test("starts each program of an earlier release's path, one release long", async () => {
    for (const former of ['gateway/main', 'sandbox/main', 'scripts/migrate', 'scripts/operate']) {
      const file = join(outDir, 'src', `${former}.js`);
      const [, target = ''] =
        /^(?:import|await import\() ?'(.+)'\)?;$/m.exec(await readFile(file, 'utf8')) ?? [];
      await access(join(dirname(file), target));
    }
  });

  test('gives the image the command line, also under the paths of the programs that it took the place of', async () => {
    for (const name of ['package.json', 'bin']) await cp(name, join(app, name), { recursive: true });
    await symlink(resolve('node_modules'), join(app, 'node_modules'));
    const run = async (...args: string[]) => {
      const child = spawn(process.execPath, args, { cwd: app, env: { PATH: process.env['PATH'] } });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (output += String(chunk)));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, output };
    };
    const help = { code: 0, output: expect.stringMatching(/^Usage: textback report /) as unknown };
    expect(await run('bin/textback', 'report', '--help')).toEqual(help);
    expect(await run('dist/src/cli/textback.js', 'report', '--help')).toEqual(help);
    expect(await run('dist/src/scripts/report.js', '--help')).toEqual(help);
    expect(await run('dist/src/scripts/migrate.js')).toEqual({
      code: 2,
      output: expect.stringMatching(/^not_running: /) as unknown,
    });
  }, 60_000);

  test('compiles no test', async () => {
    expect((await readdir(outDir)).sort()).toEqual([
      'activities',
      'sandbox',
      'src',
      'workflow-bundle.js',
      'workflows',
    ]);
  });

  test('bundles the conversation workflow', async () => {
    const bundle = await readFile(join(outDir, 'workflow-bundle.js'), 'utf8');
    expect(bundle).toMatch(/workflows\/conversation\/conversation\.ts/);
  });

  test('refuses a folder that holds the sources, and touches nothing', async () => {
    const { code, output } = await build(process.cwd());
    expect(code).toBe(1);
    expect(output).toMatch(/^The build failed: .* holds the sources/m);
    await access('src/cli/build.ts');
  });
});
