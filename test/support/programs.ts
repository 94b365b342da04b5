import { join } from 'node:path';

/**
 * A source file of ours as JavaScript, made once for the run: `program('src/worker/main.ts')`. Each process that runs from the sources strips
 * the types of all that it loads for itself, which doubles the processor time of its start.
 */
export function program(source: `${'src' | 'sandbox' | 'test'}/${string}.ts`): string {
  const folder = process.env['TEXTBACK_TEST_PROGRAMS'];
  if (folder === undefined) throw new Error('No programs: run tests through jest with its global setup.');
  return join(folder, source.replace(/\.ts$/, '.js'));
}
