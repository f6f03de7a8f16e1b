// Judges addresses and host names: only those that everybody on the internet can reach may be called on others' behalf.

/**
 * Everything else in 0.0.0.0/0 is public. From the IANA IPv4 Special-Purpose Address Registry, with multicast and the
 * reserved class E: this network, private, carrier-grade NAT, loopback, link-local (metadata services live there),
 * documentation, benchmarks, 6to4 relays.
 */
const closedV4: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** As resolvers and `URL` write them: four decimal numbers, or groups of hex. Anything else is not public. */
export function isPublicAddress(address: string): boolean {
  const v4 = parseV4(address);
  if (v4 !== null) return isPublicV4(v4);
  const groups = parseV6(address);
  return groups !== null && isPublicV6(groups);
}

function parseV4(text: string): number | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((value, byte) => value * 256 + byte, 0);
}

const isPublicV4 = (value: number): boolean =>
  !closedV4.some(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor((parseV4(network) ?? 0) / size);
  });

/** Eight groups; null for what is no IPv6 address. A zone (`%eth0`) is none: it names an interface of this machine. */
function parseV6(text: string): number[] | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const v4 = parseV4(dotted[2] ?? '');
    if (v4 === null) return null;
    return parseV6(`${dotted[1]}${Math.floor(v4 / 65_536).toString(16)}:${(v4 % 65_536).toString(16)}`);
  }
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null;
}

/**
 * Global unicast (2000::/3) without the ranges that stand for something else: protocol assignments with Teredo
 * (2001::/23), documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16), whose inner address may be a private one.
 * NAT64 (64:ff9b::/96) is what its inner address is.
 */
function isPublicV6([a = 0, b = 0, c, d, e, f, g = 0, h = 0]: readonly number[]): boolean {
  if (a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)) return isPublicV4(g * 65_536 + h);
  if (a < 0x2000 || a > 0x3fff) return false;
  if (a === 0x2001) return b >= 0x200 && b !== 0xdb8;
  return a !== 0x2002 && !(a === 0x3fff && b < 0x1000);
}

const closedName =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|localdomain|test|invalid|onion)$/;

/** Whether a host is a literal address, and if it is a name, whether it can be a public one at all. */
export function judgeHost(host: string): 'public-address' | 'name' | 'closed' {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (parseV4(bare) !== null || bare.includes(':')) return isPublicAddress(bare) ? 'public-address' : 'closed';
  return bare.includes('.') && !closedName.test(bare) ? 'name' : 'closed';
}

export const isLoopbackHost = (host: string): boolean => /^(?:localhost|127\.0\.0\.1|\[?::1\]?)$/.test(host);
