/** jest as ESM over TypeScript; swc only strips types, `npm run typecheck` checks them. */
export default {
  testEnvironment: '<rootDir>/test/harness/environment.ts',
  rootDir: '.',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    // Its ES module imports JSON in a way that jest warns of at every test file.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Also on two cores: half of the time most files wait for a timer. With 2 it takes 17 minutes, with 4 about 11.
  maxWorkers: 4,
  testTimeout: 120_000,
};
