// Tells by their first bytes which bodies are no text and stay closed: archives, and pictures.
import { asciiOf } from '../../bytes.ts';
import { isZip } from './zip.ts';

const starts: readonly (readonly [string, readonly number[]])[] = [
  ['gz', [0x1f, 0x8b]],
  ['zst', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bz2', [0x42, 0x5a, 0x68]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['elf', [0x7f, 0x45, 0x4c, 0x46]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['tif', [0x49, 0x49, 0x2a, 0]],
  ['tif', [0x4d, 0x4d, 0, 0x2a]],
];

const archives: ReadonlySet<string> = new Set(['zip', 'gz', 'zst', 'xz', 'bz2', '7z']);

/** By its head alone: a file that nothing can be read in before it is unpacked. */
export const isArchive = (head: Uint8Array): boolean => archives.has(packedForm(head) ?? '');

/** Films, and the pictures that are built like films, say so behind a length; WebP behind another mark. */
const later: readonly (readonly [string, number, string])[] = [
  ['mp4', 4, 'ftyp'],
  ['webp', 8, 'WEBP'],
];

/** How such a file ends in its name; null for everything that may be a text, however damaged. */
export function packedForm(bytes: Uint8Array): string | null {
  if (isZip(bytes)) return 'zip';
  const start = starts.find(([, bytesOfForm]) => bytesOfForm.every((byte, at) => bytes[at] === byte));
  const behind = later.find(([, at, name]) => asciiOf(bytes.subarray(at, at + 4)) === name);
  return start?.[0] ?? behind?.[0] ?? null;
}
