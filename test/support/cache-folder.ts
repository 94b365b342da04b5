import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tools that tests fetch are kept for the next run: `$XDG_CACHE_HOME/textback`. */
export function cacheFolder(): string {
  const root = process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? homedir(), '.cache');
  return join(root, 'textback');
}
