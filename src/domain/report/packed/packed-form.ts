// Tells by their first bytes which bodies are no text and stay closed: archives, and pictures.
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
];

/** How such a file ends in its name; null for everything that may be a text, however damaged. */
export function packedForm(bytes: Uint8Array): string | null {
  if (isZip(bytes)) return 'zip';
  return starts.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0] ?? null;
}
