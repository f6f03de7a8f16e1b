// Reads the text of one file of an archive: a long one by its sections, a short one whole, a dump in its printed form.
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { crashesIn } from '../domain/report/bugreport/gather-crashes.ts';
import type { InnerCrash } from '../domain/report/bugreport/inner-crash.ts';
import { openSections, type Section } from '../domain/report/bugreport/sections.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import type { KnownEntry } from '../domain/report/packed/known-entries.ts';
import { packedForm } from '../domain/report/packed/packed-form.ts';
import { wideForm } from '../domain/text-form.ts';

export type ReadText = { readonly sections: readonly Section[]; readonly crashes: readonly InnerCrash[] };

const nothing: ReadText = { sections: [], crashes: [] };
const newline = 10;
/** A line that is longer is cut into several, which only matters to who wrote it. */
const maxCarryBytes = 256 * 1024;

/** A bugreport, or any other text. */
export async function readLong(codec: TextCodec, pieces: AsyncIterable<Uint8Array>): Promise<ReadText> {
  const reader = openSections();
  for await (const text of textPieces(codec, pieces)) {
    if (text.includes('\0')) return nothing;
    reader.take(text);
  }
  const sections = reader.end();
  return { sections, crashes: crashesIn(sections) };
}

/** What is of a known kind is one section. */
export async function readShort(
  codec: TextCodec,
  { name, kind }: { readonly name: string; readonly kind: Exclude<KnownEntry['kind'], 'zip'> },
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReadText> {
  const bytes = await joined(pieces);
  if (packedForm(bytes) !== null) return nothing;
  const text = binaryReportText(bytes) ?? decodeText(codec, bytes);
  if (text.trim() === '' || text.includes('\0')) return nothing;
  const section: Section = { name, kind: kind === 'main' ? 'any' : kind, text };
  return { sections: [section], crashes: crashesIn([section]) };
}

/** In the encoding that its head shows, as a shell of Windows writes what `adb logcat` says; else UTF-8, else byte by byte. */
export function decodeText(codec: TextCodec, bytes: Uint8Array): string {
  const wide = wideForm(bytes);
  const decoded = wide === null ? null : codec.decode(bytes, wide);
  return decoded ?? withoutPadding(codec.decode(bytes, 'utf-8') ?? codec.decode(bytes, 'latin1') ?? '');
}

/**
 * UTF-32, and UTF-16 that is damaged, have a zero behind nearly every sign; with zeros in between nothing personal is known
 * for what it is. Elsewhere a zero ends a word, and is left.
 */
function withoutPadding(text: string): string {
  if (!text.includes('\0')) return text;
  let signs = 0;
  let padded = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\0') continue;
    signs += 1;
    if (text[at + 1] === '\0') padded += 1;
  }
  return padded * 4 >= signs * 3 ? text.replaceAll('\0', '') : text;
}

/** Programs of phones print a name with the zero behind it, and what kept a log in memory pads its end; what has more is no text. */
function withoutFewZeros(text: string): string {
  if (!text.includes('\0')) return text;
  const unpadded = text.replace(/\0{8,}/g, '');
  const words = unpadded.split('\0');
  return words.length * leastSignsAZero <= unpadded.length + leastSignsAZero ? words.join(' ') : text;
}

const leastSignsAZero = 50;

/** Decoded line by line, so that no character is cut in two. */
async function* textPieces(codec: TextCodec, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoded = (bytes: Uint8Array): string => {
    const text = codec.decode(bytes, 'utf-8');
    return text === null ? (codec.decode(bytes, 'latin1') ?? '') : withoutFewZeros(text);
  };
  let carry: Uint8Array = new Uint8Array();
  let isFirst = true;
  for await (const piece of pieces) {
    // An archive in an archive, or a picture: no text.
    if (isFirst && packedForm(piece) !== null) return;
    isFirst = false;
    const end = piece.lastIndexOf(newline) + 1;
    if (end === 0 && carry.length + piece.length <= maxCarryBytes) carry = joinTwo(carry, piece);
    else {
      yield decoded(joinTwo(carry, end === 0 ? piece : piece.subarray(0, end)));
      carry = end === 0 ? new Uint8Array() : piece.slice(end);
    }
  }
  if (carry.length > 0) yield decoded(carry);
}

function joinTwo(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece.slice());
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
