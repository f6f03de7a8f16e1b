// Turns the words of a key into a short one.
import nacl from 'tweetnacl';
import { hexOf, utf8Bytes } from '../../../bytes.ts';
import { remember } from '../../../memo.ts';

/** More than this does not make two reports more different, and hashing is what costs most. */
const maxKeyChars = 1500;

/** 32 hex digits, equal where the words are; words cannot run into each other. */
export const hashWords = (words: readonly string[]): string => hashText(words.join('\u0000').slice(0, maxKeyChars));

/** Most reports are of faults that are known, and hashing in the language costs more than reading them. */
const hashText = remember((text: string): string => hexOf(nacl.hash(bytesOf(text)).subarray(0, 16)), {
  entries: 4_000,
  maxChars: maxKeyChars,
});

/** Keys are ASCII but for texts in other scripts; that way needs no escapes. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return utf8Bytes(text);
    bytes[at] = code;
  }
  return bytes;
}
