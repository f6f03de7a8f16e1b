// Tells in which wide encoding a text is, by its mark or by where its zeros stand: Windows and its shells write UTF-16.

export type WideForm = 'utf-16le' | 'utf-16be';

/** Null for what is in no wide encoding. Looks at the mark and at 512 bytes behind it. */
export function wideForm(bytes: Uint8Array): WideForm | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return unmarkedForm(bytes);
}

const maxHeadBytes = 512;
const leastHeadBytes = 16;

/**
 * Text of most scripts of Europe has a zero in every other byte but for a sign here and there, and so have the spaces and the
 * words of programs in any other. In the other half no text has a zero, or a control character beside those of lines.
 */
function unmarkedForm(bytes: Uint8Array): WideForm | null {
  const head = bytes.subarray(0, Math.min(maxHeadBytes, bytes.length - (bytes.length % 2)));
  if (head.length < leastHeadBytes) return null;
  if (isWide(head, 1)) return 'utf-16le';
  return isWide(head, 0) ? 'utf-16be' : null;
}

/** `high`: where the high byte of each pair stands. */
function isWide(head: Uint8Array, high: 0 | 1): boolean {
  let zeros = 0;
  for (let at = 0; at < head.length; at += 2) {
    const low = head[at + 1 - high] ?? 0;
    if (head[at + high] !== 0) continue;
    if (low < 0x20 && low !== 9 && low !== 10 && low !== 13) return false;
    zeros += 1;
  }
  return zeros * 4 >= head.length;
}
