import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a program to its end and resolves to what it printed; rejects with the last line of its complaint. */
export async function runTool(
  command: string,
  args: string[],
  options: { cwd?: string; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [status, out, err] = await Promise.race([
    Promise.all([code, text(child.stdout), text(child.stderr)]),
    failed,
  ]);
  if (status === 0) return out;
  const complaint = err
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('WARNING'))
    .at(-1);
  throw new Error(complaint ?? `${command} ended with ${status ?? 'a signal'}`);
}
