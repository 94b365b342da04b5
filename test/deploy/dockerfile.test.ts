import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from './compose-file.js';

const dockerfile = await readFile('Dockerfile', 'utf8');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

describe('Dockerfile', () => {
  test('builds on one pinned image, with the glibc that the Temporal SDK needs', () => {
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:\d+\.\d+(\.\d+)?-bookworm-slim$/);
  });

  test('does not run as root, and its process cannot change its own code', () => {
    expect(lastStage).toMatch(/^USER node$/m);
    expect(lastStage).not.toMatch(/--chown|chmod/);
    expect(lastStage.indexOf('COPY')).toBeLessThan(lastStage.indexOf('USER'));
  });

  test('starts Node itself, so that signals arrive, and has a health check', () => {
    expect(lastStage).toMatch(/^CMD \["node", /m);
    expect(lastStage).not.toMatch(/^ENTRYPOINT/m);
    const [, check = ''] = /^HEALTHCHECK .*\\\n\s+CMD (\[.*\])$/m.exec(lastStage) ?? [];
    expect(JSON.parse(check)).toEqual(['node', '-e', expect.stringContaining('/health/live')]);
  });

  test('uses the prebuilt workflow bundle where the build puts it', async () => {
    const settings = await readSettings('Dockerfile', /^(?:ENV| {4}) ?(\w+)=(\S+)/);
    expect(settings['WORKFLOW_BUNDLE']).toBe('/app/dist/workflow-bundle.js');
    expect(lastStage).toMatch(/^WORKDIR \/app$/m);
  });

  test('has the command line on PATH', async () => {
    const settings = await readSettings('Dockerfile', /^(?:ENV| {4}) ?(\w+)=(\S+)/);
    expect(settings['PATH']).toBe('/app/bin:$PATH');
    expect(lastStage).toMatch(/^COPY bin \.\/bin$/m);
    expect((await stat('bin/textback')).mode & 0o111).toBe(0o111);
  });

  test('installs no development or optional package, and runs no install script that would fetch one', () => {
    expect(dockerfile).toMatch(/^RUN npm ci --omit=dev --omit=optional --ignore-scripts /m);
    expect(lastStage).not.toMatch(/^RUN /m);
  });

  test('is given only what it copies: no .env, no data', async () => {
    const allowed = (await readFile('.dockerignore', 'utf8'))
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const names = new Set(copied.map((file) => `!${file.replace(/^\.\//, '')}`));
    expect(allowed[0]).toBe('*');
    expect(new Set(allowed.slice(1))).toEqual(names);
  });
});
