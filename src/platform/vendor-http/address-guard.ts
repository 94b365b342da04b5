import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that IANA has given out of IPv6: the library takes what it does not know for an ordinary address. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is a server on the public internet: not this machine, its network, or a cloud's metadata service, nor an IPv6
 * address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo). Names and other ways to write an address are no address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}

/** A name that leads to an address which is not public: nothing was sent there. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** How a name becomes addresses; all of them. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const resolveBySystem: Resolve = (hostname, done) => {
  systemLookup(hostname, { all: true }, (error, addresses) => {
    done(error, error ? [] : addresses);
  });
};

/**
 * A `lookup` for one connection: the addresses that were judged are the ones that are connected to, so that a name which
 * changes its mind in between gains nothing. One address that is not public spoils the name.
 */
export function publicOnly(resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses;
      if (error) callback(error, '', 0);
      else if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        callback(new ForbiddenAddress('the name leads to an address that is not public'), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
