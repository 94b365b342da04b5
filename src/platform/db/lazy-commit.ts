/** SQL that is evaluated in a statement of its own transaction: its commit does not wait for the disk. */
export const commitLazily = `set_config('synchronous_commit', 'off', true)`;

/**
 * A part for a WITH clause, to be read from by the statement. For what may be lost when
 * PostgreSQL crashes, up to about half a second of it, since it is done again; nothing that was written later outlives it.
 */
export const lazily = `lazily AS MATERIALIZED (SELECT ${commitLazily})`;
