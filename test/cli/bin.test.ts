import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../src/local/ports.js';
import { makeClone } from '../docs/commands-run.js';

const program = fileURLToPath(new URL('../../bin/textback', import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

describe('bin/textback', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'textback-bin-'));
    writeFileSync(join(folder, '.env'), ''); // so that no command reads the developer's
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (file: string, args: string[], environment: Record<string, string> = {}, cwd = folder) =>
    new Promise<Ended>((resolve) => {
      const { PATH = '', HOME = '' } = process.env;
      const env = { HOME, ...environment, PATH: `${dirname(program)}:${PATH}` };
      execFile(file, args, { cwd, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  test('runs from any folder, and by the name that PATH has it under', async () => {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    expect(await run('textback', ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('says in one line that nothing runs, or that the database is away, and ends with 2', async () => {
    const nothing = await run(program, ['operate', 'pauses']);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toMatch(
      /^not_running: nothing runs on DATA_DIR \.data: start it with `npm start`, .*\n$/,
    );
    expect(nothing.stderr).toContain(join(folder, '.data'));
    const away = { DATABASE_URL: `postgres://kim:hunter2@127.0.0.1:${await freePort()}/textback` };
    for (const command of [['operate', 'pause', '--why', 'x'], ['report'], ['what-if'], ['migrate']]) {
      const { code, stderr } = await run(program, command, away);
      expect([command, code]).toEqual([command, 2]);
      expect(stderr).toMatch(/^database_unavailable: PostgreSQL takes no connection: .*ECONNREFUSED.*\n$/);
      expect(stderr).not.toContain('hunter2');
    }
    expect((await run(program, ['replay', '4711'])).stderr).toMatch(/^not_running: .*TEMPORAL_ADDRESS/);
  }, 60_000);

  test('is what `npx textback` runs in a checkout, and from elsewhere with --prefix; nothing is fetched', async () => {
    const clone = await makeClone();
    const npm = {
      npm_config_cache: join(folder, 'npm'),
      npm_config_registry: `http://127.0.0.1:${await freePort()}/`,
    };
    try {
      const inside = await run('npx', ['textback', 'operate', 'pasue'], npm, clone.folder);
      expect(inside).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Did you mean pause?') as unknown,
      });
      const outside = await run('npx', ['--prefix', clone.folder, 'textback', 'operate', 'pauses'], npm);
      expect(outside.stderr).toContain(`Looked in ${join(folder, '.data')} and `);
    } finally {
      await clone.remove();
    }
  }, 120_000);

  test('completes in bash, and prints a script for zsh where that is the shell', async () => {
    const complete = (words: string) =>
      `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _textback_yargs_completions; echo "\${COMPREPLY[@]}"`;
    const script = [
      'eval "$(textback completion)"',
      complete('textback operate pa'),
      complete('textback supp'),
      complete('textback report --z'),
    ].join('\n');
    const { stdout, stderr } = await run('bash', ['-c', script], { SHELL: '/bin/bash' });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['pause pauses', 'support-bundle', '--zone']);
    const zsh = await run(program, ['completion'], { SHELL: '/bin/zsh' });
    expect(zsh.stdout).toMatch(/^#compdef textback$/m);
  }, 60_000);
});
