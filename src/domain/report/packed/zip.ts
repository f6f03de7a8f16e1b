// Reads the directory of a zip archive (APPNOTE.TXT 6.3, sections 4.3 and 4.4) and cuts entries out of it, still packed.

export type ZipEntry = {
  readonly name: string;
  /** 0 is stored, 8 is deflated; others nobody writes any more. */
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Of its local header. */
  readonly at: number;
};

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const endBytes = 22;
const centralBytes = 46;
const localBytes = 30;
const maxCommentBytes = 65_535;
/** A bugreport has some hundreds. */
const maxEntries = 2_000;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= endBytes && viewOf(bytes).getUint32(0, true) === signatures.local;

/** Those that the directory tells of, as far as it can be read; names are for looking at, and never a path of ours. */
export function listEntries(bytes: Uint8Array): ZipEntry[] {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end === null) return [];
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  while (entries.length < maxEntries && at + centralBytes <= bytes.length) {
    if (view.getUint32(at, true) !== signatures.central) break;
    const nameBytes = view.getUint16(at + 28, true);
    entries.push({
      name: nameOf(bytes.subarray(at + centralBytes, at + centralBytes + nameBytes)),
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      sizeBytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += centralBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** From the back, past a comment. */
function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - endBytes - maxCommentBytes);
  for (let at = view.byteLength - endBytes; at >= first; at -= 1)
    if (view.getUint32(at, true) === signatures.end) return at;
  return null;
}

const nameOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 255), (byte) => String.fromCharCode(byte)).join('');

/** The bytes of a stored entry, or the deflated ones in a gzip member (RFC 1952), whose sum proves them. Null where they are not there. */
export function cutEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
): { readonly isGzip: boolean; readonly bytes: Uint8Array } | null {
  const view = viewOf(bytes);
  if (entry.at + localBytes > bytes.length || view.getUint32(entry.at, true) !== signatures.local) return null;
  const start = entry.at + localBytes + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(start, start + entry.packedBytes);
  if (packed.length !== entry.packedBytes) return null;
  if (entry.method === 0) return { isGzip: false, bytes: packed };
  return entry.method === 8 ? { isGzip: true, bytes: asGzip(packed, entry) } : null;
}

function asGzip(packed: Uint8Array, { crc32, sizeBytes }: ZipEntry): Uint8Array {
  const member = new Uint8Array(10 + packed.length + 8);
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  member.set(packed, 10);
  const view = viewOf(member);
  view.setUint32(10 + packed.length, crc32, true);
  view.setUint32(14 + packed.length, sizeBytes, true);
  return member;
}

/** What tells of a crash first: the report itself, then what the system kept, then any text; never more than a few. */
const likely = [
  /(?:^|\/)(?:bugreport|dumpstate)[^/]*\.txt$/i,
  /(?:^|\/)tombstone[^/]*$/i,
  /(?:^|\/)(?:anr|traces)[^/]*$/i,
  /\.(?:txt|log)$/i,
];
const maxLooked = 6;

export function chooseEntries(entries: readonly ZipEntry[]): ZipEntry[] {
  const placeOf = ({ name }: ZipEntry): number => likely.findIndex((pattern) => pattern.test(name));
  return entries
    .filter((entry) => entry.sizeBytes > 0 && placeOf(entry) !== -1)
    .sort((one, other) => placeOf(one) - placeOf(other))
    .slice(0, maxLooked);
}
