import type { Queryable } from '../../platform/db/pool.js';
import { codeLabel } from '../../vendors/sms-codes.js';
import { reasons } from '../../contracts/reasons.js';
import { scrubWords } from './scrub.js';

type Row = Readonly<Record<string, unknown>>;

/** Rows of one statement and its duration, or the error that prevented it. */
export type Section =
  { readonly ms: number; readonly rows: readonly Row[] } | { readonly ms: number; readonly failed: string };

/** Columns whose text may come from a vendor or an older build. */
const WORDS = new Set(['detail', 'contentType', 'refusal', 'workflowId']);

const isReason = (code: string) => Object.keys(reasons).includes(code);

function safe(column: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (column === 'errorCode') return isReason(value) ? value : codeLabel(value);
  return WORDS.has(column) ? scrubWords(value) : value;
}

const safeRow = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, safe(column, value)]));

/** Runs statements one after the other. A failed one is reported by PostgreSQL's error code, and the others still run. */
export async function askAll<Name extends string>(
  db: Queryable,
  statements: Readonly<Record<Name, string>>,
  parameters: readonly number[],
): Promise<Record<Name, Section>> {
  const sections: [string, Section][] = [];
  for (const [name, statement] of Object.entries<string>(statements)) {
    const startedAt = performance.now();
    const took = () => Math.round((performance.now() - startedAt) * 10) / 10;
    try {
      const { rows } = await db.query<Row>(statement, statement.includes('$1') ? [...parameters] : []);
      sections.push([name, { ms: took(), rows: rows.map(safeRow) }]);
    } catch (error) {
      sections.push([name, { ms: took(), failed: codeOf(error) }]);
    }
  }
  return Object.fromEntries(sections) as Record<Name, Section>;
}

/** The error's code, never its message, which may quote values of the statement. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
