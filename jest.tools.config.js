import base from './jest.config.js';

/** `npm run test:tools`: checks that need more than Node, which is fetched once. */
export default { ...base, testMatch: ['<rootDir>/test/tools/**/*.tools.ts'] };
