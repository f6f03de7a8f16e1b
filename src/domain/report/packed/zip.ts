// Reads the directory of a zip archive (APPNOTE.TXT 6.3, sections 4.3 and 4.4), and says where the packed bytes of an entry lie.

export type ZipEntry = {
  readonly name: string;
  /** 0 is stored, 8 is deflated; others nobody writes any more. */
  readonly method: number;
  readonly packedBytes: number;
  /** As it says itself. */
  readonly sizeBytes: number;
  /** Of its local header. */
  readonly at: number;
};

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const endBytes = 22;
const centralBytes = 46;
export const localHeaderBytes = 30;
const maxCommentBytes = 65_535;
/** A bugreport has some hundreds. */
const maxEntries = 2_000;
const maxDirectoryBytes = 1024 * 1024;
/** Encrypted: nobody here has the key. */
const encryptedFlag = 1;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= endBytes && viewOf(bytes).getUint32(0, true) === signatures.local;

/** So much of a file's end holds the record that says where its directory is. */
export const zipTailBytes = endBytes + maxCommentBytes;

/** By the last bytes of a file; null where they are not those of a zip archive, or its directory is too long to be honest. */
export function findDirectory(tail: Uint8Array): { readonly at: number; readonly sizeBytes: number } | null {
  const view = viewOf(tail);
  const first = Math.max(0, tail.length - zipTailBytes);
  for (let at = tail.length - endBytes; at >= first; at -= 1) {
    if (view.getUint32(at, true) !== signatures.end) continue;
    const sizeBytes = view.getUint32(at + 12, true);
    return sizeBytes > maxDirectoryBytes ? null : { at: view.getUint32(at + 16, true), sizeBytes };
  }
  return null;
}

/**
 * Those that the directory tells of; names are for looking at, and never a path of ours. None where two share bytes: only
 * who wants 40 kB to unpack to gigabytes writes such an archive.
 */
export function listEntries(directory: Uint8Array): ZipEntry[] {
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < maxEntries && at + centralBytes <= directory.length; ) {
    if (view.getUint32(at, true) !== signatures.central) break;
    const nameBytes = view.getUint16(at + 28, true);
    const isOpen = (view.getUint16(at + 8, true) & encryptedFlag) === 0;
    entries.push({
      name: nameOf(directory.subarray(at + centralBytes, at + centralBytes + nameBytes)),
      method: isOpen ? view.getUint16(at + 10, true) : -1,
      packedBytes: view.getUint32(at + 20, true),
      sizeBytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += centralBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return isOverlapping(entries) ? [] : entries;
}

function isOverlapping(entries: readonly ZipEntry[]): boolean {
  let free = 0;
  for (const { at, packedBytes } of entries.toSorted((one, other) => one.at - other.at)) {
    if (at < free) return true;
    free = at + localHeaderBytes + packedBytes;
  }
  return false;
}

const nameOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 255), (byte) => String.fromCharCode(byte)).join('');

/** How far behind the begin of an entry's local header its packed bytes begin; null where that is none. */
export function packedOffset(header: Uint8Array): number | null {
  if (header.length < localHeaderBytes) return null;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== signatures.local) return null;
  return localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true);
}
