// Finds what can be read within bytes that are no text: in UTF-8, and in letters of two or four bytes, the low one first.

/** 2 is UTF-16, as Windows keeps its texts, 4 UTF-32, as programs for Unix keep theirs. */
export type Width = 1 | 2 | 4;
export const widths: readonly Width[] = [1, 2, 4];

/** `to` is behind its last byte. */
export type Readable = { readonly from: number; readonly to: number; readonly width: Width };

/** In the order of the bytes, none over another of its width. Each byte is looked at some times at most. */
export function listReadable(bytes: Uint8Array, width: Width, minRunChars: number): Readable[] {
  const charBytes = width === 1 ? utf8Bytes : wideBytes(width);
  const runs: Readable[] = [];
  for (let from = 0; from + width <= bytes.length; ) {
    let to = from;
    let chars = 0;
    for (let next = charBytes(bytes, to); next > 0; next = charBytes(bytes, to)) {
      to += next;
      chars += 1;
    }
    // What keeps the high byte first is read from its second byte on, and its last letter has none behind it.
    if (width === 2 && chars > 0 && bytes[from - 1] === 0 && isPrintable(bytes[to])) {
      to += 1;
      chars += 1;
    }
    if (chars >= minRunChars) runs.push({ from, to, width });
    // UTF-16 may begin at any byte.
    from = Math.max(from + 1, to);
  }
  return runs;
}

const isPrintable = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 9);

/** RFC 3629, section 4; 0 where no character begins, or one that nobody sees. */
function utf8Bytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2) return isPrintable(first) ? 1 : 0;
  const [length, least, most] = leads.get(first) ?? otherLead(first);
  const second = bytes[at + 1] ?? 0;
  if (second < least || second > most) return 0;
  for (let behind = 2; behind < length; behind += 1) {
    const byte = bytes[at + behind] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return isMark(bytes, at) ? 0 : length;
}

/** Bytes of the character, and between what its second byte lies. */
type Lead = readonly [length: number, least: number, most: number];

const leads: ReadonlyMap<number, Lead> = new Map<number, Lead>([
  [0xc2, [2, 0xa0, 0xbf]],
  [0xe0, [3, 0xa0, 0xbf]],
  [0xed, [3, 0x80, 0x9f]],
  [0xf0, [4, 0x90, 0xbf]],
  [0xf4, [4, 0x80, 0x8f]],
]);

const otherLead = (first: number): Lead =>
  first < 0xe0 ? [2, 0x80, 0xbf] : first < 0xf0 ? [3, 0x80, 0xbf] : first < 0xf4 ? [4, 0x80, 0xbf] : [0, 256, 0];

/** What stands at the head of texts to say which encoding they are in; whoever decodes them leaves it out. */
const isMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

/** Latin letters with marks among them (U+00C0 to U+00FF), since half of Europe's names have some. */
const wideBytes =
  (width: 2 | 4) =>
  (bytes: Uint8Array, at: number): number => {
    const low = bytes[at];
    if (!isPrintable(low) && (low ?? 0) < 0xc0) return 0;
    for (let behind = 1; behind < width; behind += 1) {
      if (bytes[at + behind] !== 0) return 0;
    }
    return width;
  };
