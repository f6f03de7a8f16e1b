// Reads what is packed as base64 (RFC 4648) or as hex within a line, where it is text: a mail address hides in both.

export type EncodedText = { readonly start: number; readonly end: number; readonly text: string };

/** Shorter ones hold no mail address, and longer ones are files. */
const minChars = 16;
const maxChars = 4096;
const minTextChars = 8;

/** A sign of either alphabet stands for six bits; 64 is none. */
const sextets = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(sign);
  return at >= 0 ? at : sign === '-' ? 62 : sign === '_' ? 63 : 64;
});

/** In the order of the text. Names of programs look alike, and end within some characters of being read. */
export function findEncoded(text: string): EncodedText[] {
  const found: EncodedText[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start;
    while (end < text.length && isSign(text.charCodeAt(end))) end += 1;
    if (end - start >= minChars) findInWord(text, { start, end }, found);
    start = end + 1;
  }
  return found;
}

const isSign = (code: number): boolean => code < 128 && sextets[code] !== 64;

/** A link holds words between its slashes. Hardly anything is read twice. */
function findInWord(text: string, { start, end }: { start: number; end: number }, found: EncodedText[]): void {
  for (let at = start; end - at >= minChars; ) {
    const piece = readWord(text, at, end);
    if (piece.text.length >= minTextChars) found.push(piece);
    const next = text.indexOf('/', Math.max(at, piece.end - maxReread)) + 1;
    if (next <= at || next >= end) return;
    at = next;
  }
}

const maxReread = 8;

/** The text is empty where it is none; then `end` says how far it was read. */
function readWord(text: string, start: number, end: number): EncodedText {
  const stop = Math.min(end, start + maxChars);
  const hex = readHex(text, start, stop);
  return hex ?? readBase64(text, start, stop);
}

/** What is printed is text; a control character or a byte beyond ASCII ends it. */
const isPrinted = (code: number): boolean => (code >= 0x20 && code < 0x7f) || code === 9 || code === 10 || code === 13;

/** UTF-16 among them, low byte first, as the shell of Windows packs what it is told. */
function readBase64(text: string, start: number, stop: number): EncodedText {
  const codes: number[] = [];
  let bytes = 0;
  let isWide = false;
  let bits = 0;
  let held = 0;
  let at = start;
  for (; at < stop; at += 1) {
    const sextet = sextets[text.charCodeAt(at)] ?? 64;
    if (sextet === 64) break;
    bits = ((bits << 6) | sextet) & 0xfff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const code = (bits >> held) & 0xff;
    bytes += 1;
    if (bytes === 2) isWide = code === 0;
    const isHigh = isWide && bytes % 2 === 0;
    if (isHigh ? code !== 0 : !isPrinted(code)) break;
    if (!isHigh) codes.push(code);
  }
  const isWhole = at === stop;
  while (isWhole && text[at] === '=') at += 1;
  return { start, end: at, text: isWhole ? asText(codes) : '' };
}

function readHex(text: string, start: number, stop: number): EncodedText | null {
  // What is text begins with 2 to 7.
  if (hexDigit(text.charCodeAt(start)) > 7) return null;
  const codes: number[] = [];
  let at = start;
  for (; at + 2 <= stop; at += 2) {
    const high = hexDigit(text.charCodeAt(at));
    const low = hexDigit(text.charCodeAt(at + 1));
    const code = 16 * high + low;
    if (high > 7 || low > 15 || !isPrinted(code)) return null;
    codes.push(code);
  }
  return { start, end: at, text: asText(codes) };
}

/** 16 makes no byte that is printed. */
const hexDigits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 16 : digit;
});

const hexDigit = (code: number): number => hexDigits[code] ?? 16;

const asText = (codes: readonly number[]): string =>
  codes
    .map((code) => String.fromCharCode(code))
    .join('')
    .replaceAll(/[\r\n\t]/g, ' ');
