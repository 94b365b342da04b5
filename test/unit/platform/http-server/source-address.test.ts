import { expect, test } from '@jest/globals';
import { maskedAddress, networkOf } from '../../../../src/platform/http-server/source-address.js';

test.each<[string | undefined, string, string]>([
  ['203.0.113.77', '203.0.113.77/32', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.77/32', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['fe80::1%eth0', 'fe80::/64', 'fe80::/48'],
  [undefined, 'unknown', 'unknown'],
  ['not an address', 'unknown', 'unknown'],
])('%s counts as %s, and %s stands in logs', (address, network, masked) => {
  expect([networkOf(address), maskedAddress(address)]).toEqual([network, masked]);
});
