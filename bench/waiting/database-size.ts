import type pg from 'pg';

/** Bytes. */
export interface DatabaseSize {
  readonly total: number;
  readonly tables: ReadonlyMap<string, { readonly rows: number; readonly indexes: number }>;
}

/** How large the database is on disk, once what updates have left behind can be used again; without its write-ahead log. */
export async function measureDatabase(db: pg.Pool): Promise<DatabaseSize> {
  await db.query('VACUUM');
  await db.query('CHECKPOINT');
  const { rows: whole } = await db.query<{ total: number }>(
    'SELECT pg_database_size(current_database())::float8 AS total',
  );
  const { rows: tables } = await db.query<{ name: string; rows: number; indexes: number }>(
    `SELECT relname AS name, pg_table_size(oid)::float8 AS rows, pg_indexes_size(oid)::float8 AS indexes
     FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  return { total: whole[0]?.total ?? 0, tables: new Map(tables.map(({ name, ...size }) => [name, size])) };
}

/** What came to it for each of `count` conversations; tables that grew by a byte or more, the largest first. */
export function growthEach(
  before: DatabaseSize,
  after: DatabaseSize,
  count: number,
): { readonly total: number; readonly tables: { name: string; rows: number; indexes: number }[] } {
  const tables = [...after.tables].map(([name, size]) => {
    const { rows, indexes } = before.tables.get(name) ?? { rows: 0, indexes: 0 };
    return { name, rows: (size.rows - rows) / count, indexes: (size.indexes - indexes) / count };
  });
  return {
    total: (after.total - before.total) / count,
    tables: tables
      .filter(({ rows, indexes }) => rows + indexes >= 1)
      .sort((a, b) => b.rows + b.indexes - (a.rows + a.indexes)),
  };
}
