// Turns names of roles and targets into file names: none leads out of its folder, no two share a file.
import { hexOf, sha512, utf8Bytes } from '../../domain/bytes.ts';

/** Below the 255 bytes that file systems take, with room for `.json.next`. */
const maxNameLength = 200;

export const encodeRoleFileName = (role: string): string => `${encodeFileName(role)}.json`;

/**
 * Keeps a-z, 0-9, `-`, `_` and inner dots, so `root` stays `root`; writes every other byte as `%` and lower-case hex.
 * Capitals are among them: `Root` must not be `root` on a file system that does not tell them apart. Names too long
 * become a digest.
 */
export function encodeFileName(name: string): string {
  const text = Array.from(utf8Bytes(name), (byte, at) => {
    const character = String.fromCharCode(byte);
    const isPlain = /[a-z0-9_-]/.test(character) || (character === '.' && at > 0);
    return isPlain ? character : `%${hexOf(Uint8Array.of(byte))}`;
  }).join('');
  return text.length <= maxNameLength ? text : `=${hexOf(sha512(name))}`;
}
