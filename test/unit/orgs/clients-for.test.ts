import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { createClientsFor, OrgNotServed, type OrgClients } from '../../../src/orgs/clients-for.js';
import { toFailure } from '../../../src/worker/vendor-failures.js';

// Which client is which is all that counts here.
const environment = { chat: {}, sms: {} } as OrgClients;

test('an org that is served has its clients', async () => {
  const clientsFor = createClientsFor(environment, () => Promise.resolve(7007));
  expect(await clientsFor(7007)).toBe(environment);
});

test('an org that is not served has none', async () => {
  const clientsFor = createClientsFor(environment, () => Promise.resolve(7007));
  await expect(clientsFor(7008)).rejects.toThrow(OrgNotServed);
});

test("until it is known which org is served, the environment's clients stand for any", async () => {
  let served: number | null = null;
  const clientsFor = createClientsFor(environment, () => Promise.resolve(served));
  expect(await clientsFor(7008)).toBe(environment);
  served = 7007;
  await expect(clientsFor(7008)).rejects.toThrow(OrgNotServed);
});

test('Temporal hears of an org that is not served by a stable code, and tries again', () => {
  const failure = toFailure(new OrgNotServed());
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'org_not_served', nonRetryable: false, nextRetryDelay: 30_000 });
});
