// Text and digests as bytes, with nothing but the language: domain has no TextEncoder and no platform hash.
import nacl from 'tweetnacl';

/** UTF-8; a lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8Bytes(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD'));
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at += 1) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  return Uint8Array.from(bytes);
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-512 of a text's UTF-8 bytes. */
export const sha512 = (text: string): Uint8Array => nacl.hash(utf8Bytes(text));

/** Of bytes that are known to be ASCII, as canonical metadata is. */
export const asciiOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
