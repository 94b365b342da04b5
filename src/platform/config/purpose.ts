export type Mode = 'live' | 'sandbox';

/**
 * Why the configuration is read.
 * - `start`: everything in one process, by `npm start`.
 * - `gateway`, `worker`: one of them as a process of its own.
 * - `sandbox`: the simulated vendors alone, which take no real key.
 * - `records`: a command that reads the database and calls no vendor. It asks for no key.
 */
export type Purpose = 'start' | 'gateway' | 'worker' | 'sandbox' | 'records';
