import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { createOrgClientsPool, OrgNotServed, type OrgClients } from '../../../src/orgs/clients-for.js';
import type { Served } from '../../../src/orgs/served-orgs.js';
import { toFailure } from '../../../src/worker/vendor-failures.js';

// Which client is which is all that counts here.
const clients = (oldestWaitMs: number) => ({ chat: { oldestWaitMs }, sms: {} }) as OrgClients;
const environment = clients(1);

const poolFor = (whose: Readonly<Record<number, Served>>) => {
  const made: number[] = [];
  const pool = createOrgClientsPool(
    environment,
    { served: (orgId) => Promise.resolve(whose[orgId] ?? 'nobody') },
    (orgId) => {
      made.push(orgId);
      return clients(orgId);
    },
  );
  return { ...pool, made };
};

test("the environment's org has the environment's clients, and an org that has connected has its own, made once", async () => {
  const { clientsFor, made } = poolFor({ 7007: 'environment', 7008: 'oauth' });
  expect(await clientsFor(7007)).toBe(environment);
  const first = await clientsFor(7008);
  expect(first).not.toBe(environment);
  expect(await clientsFor(7008)).toBe(first);
  expect(made).toEqual([7008]);
});

test('an org that is not served has none, also if it was served before', async () => {
  const whose: Record<number, Served> = { 7008: 'oauth' };
  const { clientsFor } = poolFor(whose);
  await clientsFor(7008);
  whose[7008] = 'nobody';
  await expect(clientsFor(7008)).rejects.toThrow(OrgNotServed);
});

test('the oldest wait is that of all orgs', async () => {
  const { clientsFor, oldestWaitMs } = poolFor({ 7008: 'oauth' });
  expect(oldestWaitMs()).toBe(1);
  await clientsFor(7008);
  expect(oldestWaitMs()).toBe(7008);
});

test('Temporal hears of an org that is not served by a stable code, and tries again', () => {
  const failure = toFailure(new OrgNotServed());
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'org_not_served', nonRetryable: false, nextRetryDelay: 30_000 });
});
