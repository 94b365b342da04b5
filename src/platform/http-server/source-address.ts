import ipaddr from 'ipaddr.js';

/** Bits of an address that usually belong to one caller: an IPv4 address, but a whole network of IPv6 addresses. */
const ONE_CALLER = { ipv4: 32, ipv6: 64 } as const;
/** Bits that may stand in a log: enough to see a pattern, too few to tell a person by. */
const IN_LOGS = { ipv4: 24, ipv6: 48 } as const;

/** Whom connections are counted for: callers change their IPv6 address within their network at will. */
export const networkOf = (address: string | undefined): string => shorten(address, ONE_CALLER);

/** A caller's address for logs: "203.0.113.0/24". */
export const maskedAddress = (address: string | undefined): string => shorten(address, IN_LOGS);

function shorten(address: string | undefined, bits: Readonly<Record<'ipv4' | 'ipv6', number>>): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address); // an IPv4 address in IPv6 notation is the IPv4 address
  const cidr = `${parsed.toString()}/${bits[parsed.kind()]}`;
  const network = parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${network.networkAddressFromCIDR(cidr).toString()}/${bits[parsed.kind()]}`;
}
