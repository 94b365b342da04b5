import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from '@jest/globals';
import {
  ForbiddenAddress,
  isPublicAddress,
  publicOnly,
} from '../../../../src/platform/vendor-http/address-guard.js';

describe('an address that is not public', () => {
  test.each([
    [
      'this machine',
      ['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1'],
    ],
    ['a private network', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::ffff:10.0.0.1']],
    ["a cloud's metadata", ['169.254.169.254', 'fd00:ec2::254', '::ffff:169.254.169.254', '100.100.100.200']],
    ['a link-local or unique local address', ['169.254.0.1', 'fe80::1', 'fc00::1', 'fdff::1']],
    ['a way around by IPv6', ['64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '::127.0.0.1']],
    [
      'nobody',
      ['224.0.0.1', '255.255.255.255', '240.0.0.1', 'ff02::1', '192.0.2.1', '2001:db8::1', '198.18.0.1'],
    ],
    [
      'an IPv4 address in another form',
      [
        '::ffff:8.8.8.8',
        '::ffff:a00:1',
        '64:ff9b::8.8.8.8',
        '64:ff9b:1::1',
        '2002:808:808::1',
        '2001:0:808:808::1',
        '::8.8.8.8',
      ],
    ],
    ['a unique local or site-local address', ['fc00::1', 'fd12:3456:789a::1', 'fdff:ffff::1', 'fec0::1']],
    ['a link-local address', ['169.254.0.0', '169.254.255.255', 'fe80::1', 'febf::1', 'fe80::1%eth0']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1']],
    [
      'documentation, benchmarking and what nobody has yet',
      [
        '192.0.2.1',
        '198.51.100.1',
        '203.0.113.255',
        '2001:db8::1',
        '2001:db8:ffff::1',
        '3fff::1',
        '3fff:fff::1',
      ].concat([
        '198.18.0.1',
        '198.19.255.255',
        '2001:2::1',
        '192.0.0.1',
        '192.88.99.1',
        '240.0.0.1',
        '4000::1',
        '100::1',
      ]),
    ],
    ['no address at all', ['', 'localhost', '127.1', '0x7f000001', '2130706433', '1.2.3.4.5']],
  ])('%s', (_what, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

test('public servers are reached', () => {
  const addresses = [
    '8.8.8.8',
    '54.172.60.0',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2600:9000::1',
    '2a00:1450::1',
  ];
  expect(addresses.filter(isPublicAddress)).toEqual(addresses);
});

describe('a name', () => {
  const lookUp = (addresses: LookupAddress[], all: boolean) =>
    new Promise<unknown[]>((settle) => {
      publicOnly((_name, done) => done(null, addresses))('mms.twiliocdn.com', { all }, (...given) =>
        settle(given),
      );
    });
  const good = { address: '54.1.2.3', family: 4 };
  const bad = { address: '169.254.169.254', family: 4 };

  test('that leads to public servers is connected to the addresses that were judged', async () => {
    expect(await lookUp([good], false)).toEqual([null, '54.1.2.3', 4]);
    expect(await lookUp([good], true)).toEqual([null, [good]]);
  });

  test.each([true, false])('that leads anywhere else, even in part, is refused (all: %s)', async (all) => {
    for (const addresses of [[bad], [good, bad], [bad, good], []])
      expect((await lookUp(addresses, all))[0]).toBeInstanceOf(ForbiddenAddress);
  });
});
