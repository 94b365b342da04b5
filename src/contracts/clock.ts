/** A time as people read it in the Temporal Web UI, such as 2026-11-22 05:48 UTC. `ms`: since the epoch. */
export const clock = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
