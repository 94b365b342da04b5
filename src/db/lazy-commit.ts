/**
 * A part for a WITH clause, to be read from by the statement: its commit does not wait for the disk. For what may be lost when
 * PostgreSQL crashes, up to about half a second of it, since it is done again; nothing that was written later outlives it.
 */
export const lazily = `lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;
