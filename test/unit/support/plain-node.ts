import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Evaluates a module's code in a Node of its own, in the repository's folder, and gives back what its `result` is, by way
 * of JSON. jest runs tests in a realm of their own, where an error of Node's core is no instance of the test's TypeError:
 * what a module does with such errors shows only outside.
 */
export async function inPlainNode(code: string): Promise<unknown> {
  const program = `${code}\nprocess.stdout.write(JSON.stringify(result));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return JSON.parse(stdout) as unknown;
}
