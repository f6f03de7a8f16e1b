// Reads the hex of keys, hashes and signatures in statements: lower case only.

/** Null for anything but an even number of lower-case hex digits: two spellings of one key would be two keys to a careless count. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
