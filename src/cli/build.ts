import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowInterceptorModules } from '../platform/tracing/workflow-modules.js';

// `npm run build`: compiles to dist/ what the container image runs. `--out-dir DIR` builds elsewhere.

const BUNDLE = 'workflow-bundle.js';
/** Where earlier releases had their programs: one release long, each starts the program that took its place. */
const FORMER_PATHS: Readonly<Record<string, string>> = {
  'src/gateway/main.js': 'src/web/gateway/main.js',
  'src/sandbox/main.js': 'sandbox/main.js',
};
/** Programs of earlier releases, in src/scripts, that are commands of the one program now. */
const FORMER_SCRIPTS = ['history', 'migrate', 'operate', 'replay', 'report', 'support-bundle', 'what-if'];

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A build step that failed for a reason that its own output, or this message, tells in full. */
class BuildError extends Error {}

/** Removes an earlier build, and nothing else: `--out-dir` may be a folder that holds other things. */
async function clean(outDir: string): Promise<void> {
  if (root.startsWith(join(outDir, '/')))
    throw new BuildError(`${outDir} holds the sources: choose another folder`);
  for (const made of ['src', 'sandbox', 'workflows', 'activities', BUNDLE]) {
    await rm(join(outDir, made), { recursive: true, force: true });
  }
}

/** @throws BuildError after tsc has printed its diagnostics. */
function compile(outDir: string): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status, error } = spawnSync(
    process.execPath,
    [tsc, '--project', join(root, 'tsconfig.build.json'), '--outDir', outDir, '--noEmitOnError'],
    { stdio: 'inherit', cwd: root },
  );
  if (error) throw error;
  if (status !== 0) throw new BuildError('the TypeScript compiler reported the errors above');
}

/** Copies what is not TypeScript (migrations, the sandbox's page, data files) to beside the compiled code. */
async function copyAssets(outDir: string): Promise<number> {
  const folders = ['src', 'sandbox'].map((folder) =>
    readdir(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  const entries = (await Promise.all(folders)).flat();
  const assets = entries.filter((entry) => entry.isFile() && extname(entry.name) !== '.ts');
  for (const { parentPath, name } of assets) {
    const source = join(parentPath, name);
    const target = join(outDir, source.slice(root.length));
    await mkdir(dirname(target), { recursive: true });
    await cp(source, target);
  }
  return assets.length;
}

async function writeFormerPaths(outDir: string): Promise<void> {
  for (const [former, current] of Object.entries(FORMER_PATHS)) {
    const file = join(outDir, former);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import '${relative(dirname(former), current)}';\n`);
  }
  const scripts = join(outDir, 'src/scripts');
  await mkdir(scripts, { recursive: true });
  for (const name of FORMER_SCRIPTS) {
    const calls = `process.argv.splice(2, 0, '${name}');\nawait import('../cli/textback.js');\n`;
    await writeFile(join(scripts, `${name}.js`), calls);
  }
}

/** Bundles the workflows as the worker would at its start, so that a container starts without a compiler. */
async function bundleWorkflows(outFile: string): Promise<number> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    workflowInterceptorModules,
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(outFile, code);
  return code.length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function build(outDir: string): Promise<void> {
  await clean(outDir);
  compile(outDir);
  say(`compiled to ${outDir}`);
  say(`copied ${await copyAssets(outDir)} files that are not TypeScript`);
  await writeFormerPaths(outDir);
  const size = await bundleWorkflows(join(outDir, BUNDLE));
  say(`bundled the workflows (${(size / 1e6).toFixed(1)} MB)`);
}

const { values } = parseArgs({ options: { 'out-dir': { type: 'string', default: join(root, 'dist') } } });
try {
  await build(resolve(values['out-dir']));
} catch (error) {
  const reason = error instanceof BuildError ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`The build failed: ${reason}\n`);
  process.exitCode = 1;
}
