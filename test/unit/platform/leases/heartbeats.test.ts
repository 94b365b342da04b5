import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordHeartbeat, measureWorkers } from '../../../../src/platform/leases/heartbeats.js';
import { openTestPool } from '../../../support/database.js';

let opened: Awaited<ReturnType<typeof openTestPool>>;
beforeAll(async () => {
  opened = await openTestPool();
});
afterAll(() => opened.close());

test('a worker counts as polling whatever fraction of a millisecond its oldest call has been waiting', async () => {
  await recordHeartbeat(opened.pool, 'one', 813.4271);
  await recordHeartbeat(opened.pool, 'another', 0);
  expect(await measureWorkers(opened.pool)).toEqual({ count: 2, oldestCallSeconds: 0.813 });
});
