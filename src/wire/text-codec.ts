// Turns bytes into text and back by the encodings that logs come in.
import type { TextCodec } from '../domain/privacy/clean-file.ts';

/** Without a mark at its head: it is no part of the text. */
const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf16le = new TextDecoder('utf-16le', { fatal: true });
const latin1 = new TextDecoder('latin1');
const encoder = new TextEncoder();

function tryDecode(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** workerd has no decoder for the other byte order. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice(0, bytes.length - (bytes.length % 2));
  for (let at = 0; at < other.length; at += 2) other.set([bytes[at + 1] ?? 0, bytes[at] ?? 0], at);
  return other;
}

export const textCodec: TextCodec = {
  decode(bytes, encoding) {
    if (encoding === 'utf-8') return tryDecode(utf8, bytes);
    if (encoding === 'latin1') return tryDecode(latin1, bytes);
    return tryDecode(utf16le, encoding === 'utf-16le' ? bytes : swapped(bytes));
  },
  encode: (text) => encoder.encode(text),
};
