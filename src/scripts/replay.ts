import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { loadWorkflowBundle } from '../worker/workflow-bundle.js';

// `npm run replay -- history.json ...`: would these recorded histories still run on this build? Exits with 1 if one would
// not. Histories come from `temporal workflow show --output json`.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { workflows: { type: 'string' }, bundle: { type: 'string' } },
});
if (positionals.length === 0) {
  process.stderr.write('Usage: npm run replay -- [--bundle workflow-bundle.js] history.json ...\n');
  process.exit(2);
}

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) }); // each failure is reported once, below
const workflowBundle = await bundle();
let broken = 0;
for (const file of positionals) {
  const history: unknown = JSON.parse(await readFile(file, 'utf8'));
  try {
    await Worker.runReplayHistory({ workflowBundle }, history, basename(file, '.json'));
    process.stdout.write(`replays  ${file}\n`);
  } catch (error) {
    broken += 1;
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    process.stdout.write(`BREAKS   ${file}: ${name}: ${message}\n`);
  }
}
process.stdout.write(
  `${positionals.length - broken} of ${positionals.length} histories replay on this build\n`,
);
process.exitCode = broken === 0 ? 0 : 1;

async function bundle(): Promise<WorkflowBundleOption> {
  if (values.workflows === undefined) return loadWorkflowBundle(values.bundle ?? null);
  return bundleWorkflowCode({ workflowsPath: values.workflows, logger: new DefaultLogger('ERROR') });
}
