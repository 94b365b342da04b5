import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installer } from './installer.js';
import { runTool } from './run-tool.js';

/**
 * The newest CLI that the Go module proxy serves whole: later ones refer to a folder of their repository that is no
 * part of the published module, which `go install` refuses as well.
 */
const CLI = 'github.com/temporalio/cli@v1.5.1';

/** What CLI 1.9.1 is made of. */
const PARTS = [
  'go.temporal.io/server@v1.32.0',
  'github.com/temporalio/ui-server/v2@v2.54.1',
  'modernc.org/sqlite@v1.51.0',
];

/** Names that the server and its API changed between those versions: file, old, new. */
const RENAMED = [
  [
    'temporalcli/devserver/server.go',
    '"go.temporal.io/server/components/callbacks"',
    'callbacks "go.temporal.io/server/chasm/lib/callback"',
  ],
  ['temporalcli/devserver/server.go', 'dynamicconfig.Key(k)', 'dynamicconfig.MakeKey(k)'],
  ['temporalcli/commands.worker.go', '.GetProcessKey()', '.GetWorkerGroupingKey()'],
] as const;

async function rename(file: string, from: string, to: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  if (!source.includes(from)) throw new Error(`${file} is not as expected: it does not contain ${from}`);
  await writeFile(file, source.replaceAll(from, to));
}

/** For machines that have Go and neither pip nor a way to the official download. */
export const goBuild: Installer = {
  name: 'go build',
  announcement: 'Building the Temporal CLI with Go (once; five to ten minutes on two cores, 4 GB of caches)',
  async install(folder, signal) {
    await mkdir(folder, { recursive: true });
    const { Dir: published } = JSON.parse(
      await runTool('go', ['mod', 'download', '-json', CLI], { cwd: folder, signal }),
    ) as {
      Dir: string;
    };
    const source = join(folder, 'cli');
    await cp(published, source, { recursive: true });
    await runTool('chmod', ['-R', 'u+w', source]); // Go's module cache is read-only
    for (const [file, from, to] of RENAMED) await rename(join(source, file), from, to);
    await runTool('go', ['get', ...PARTS], { cwd: source, signal });
    const program = join(folder, 'temporal');
    await runTool(
      'go',
      ['build', '-mod=mod', '-buildvcs=false', '-ldflags=-s -w', '-o', program, './cmd/temporal'],
      { cwd: source, signal },
    );
    return program;
  },
};
