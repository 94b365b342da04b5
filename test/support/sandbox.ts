import { randomInt } from 'node:crypto';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';

/** A million IDs of each kind fit between two of these moments. */
const APART_MS = 100_000;

/**
 * A sandbox for a test that shares the run's Temporal with others. Its Drift gives IDs that no other one gives: those of tests
 * that start within a second of each other would be the same, and so would their workflows.
 */
export const startTestSandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({
    ...options,
    drift: { idsFrom: Date.now() + randomInt(10_000_000) * APART_MS, ...options.drift },
  });
