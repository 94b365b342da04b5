/** SQL for a single-statement transaction: its commit does not wait for the disk. */
export const commitLazily = `set_config('synchronous_commit', 'off', true)`;

/**
 * A part of a WITH clause that the statement must read from. Only for writes that are repeated after a loss: if PostgreSQL crashes, about
 * the last half second may be lost. A later write never survives a lost earlier one.
 */
export const lazily = `lazily AS MATERIALIZED (SELECT ${commitLazily})`;
