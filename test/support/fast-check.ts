import fc from 'fast-check';
import { seedOf } from './seed.js';

/**
 * fast-check with the run's seed: tests take it from here, or their cases would be others each time. `FAST_CHECK_RUNS`: cases of
 * each property that does not say how many it needs.
 */
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: seedOf('FAST_CHECK_SEED', 20_261_130),
  numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 100),
});

export default fc;
