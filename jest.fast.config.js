import base from './jest.config.js';

/** `npm run test:fast`: the tests of pure code, without PostgreSQL and Temporal. */
export default { ...base, globalSetup: undefined, globalTeardown: undefined, maxWorkers: 2 };
