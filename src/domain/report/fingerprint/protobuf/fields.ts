// Walks the fields of a protobuf message in its wire format: forward only, nothing is copied, nothing is trusted.
// Format: protobuf.dev/programming-guides/encoding.

export type Field = {
  readonly number: number;
  /** Of numbers; 0 for others. Above 2^53 the low bits are lost, which no field that is read here has. */
  readonly value: number;
  /** Where its bytes lie. */
  readonly from: number;
  readonly to: number;
};

/** More fields in one message are no tombstone: debuggerd lists a few thousand memory maps at most. */
const maxFields = 200_000;
const maxFieldNumber = 536_870_911;

/** The fields between two offsets, up to the first that is broken: what was cut off keeps what came before. */
export function* fieldsOf(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let at = from;
  for (let count = 0; at < to && count < maxFields; count += 1) {
    const tag = varintAt(bytes, at, to);
    if (tag === null) return;
    const number = Math.floor(tag.value / 8);
    const body = number < 1 || number > maxFieldNumber ? null : bodyAt(bytes, tag.next, to, tag.value % 8);
    if (body === null) return;
    yield { number, ...body };
    at = body.to;
  }
}

type Body = Omit<Field, 'number'>;

function bodyAt(bytes: Uint8Array, at: number, end: number, wireType: number): Body | null {
  if (wireType === 0) {
    const varint = varintAt(bytes, at, end);
    return varint === null ? null : { value: varint.value, from: at, to: varint.next };
  }
  if (wireType === 2) {
    const length = varintAt(bytes, at, end);
    return length === null || length.value > end - length.next
      ? null
      : { value: 0, from: length.next, to: length.next + length.value };
  }
  const length = wireType === 1 ? 8 : wireType === 5 ? 4 : null;
  return length === null || length > end - at ? null : { value: 0, from: at, to: at + length };
}

/** Seven bits a byte, the lowest first, ten bytes at most. */
function varintAt(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let next = at, weight = 1; next < end && next < at + 10; next += 1, weight *= 128) {
    const byte = bytes[next] ?? 0;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return { value, next: next + 1 };
  }
  return null;
}

/** UTF-8; what is none becomes U+FFFD. At most `maxBytes` of it. */
export function textAt(bytes: Uint8Array, { from, to }: Field, maxBytes = 4096): string {
  let text = '';
  const end = Math.min(to, from + maxBytes);
  for (let at = from; at < end; ) {
    const { code, length } = codePointAt(bytes, at, end);
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

const broken = { code: 0xfffd, length: 1 };
/** Smallest code point for each length: shorter forms exist for what lies below. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];

function codePointAt(bytes: Uint8Array, at: number, end: number): { readonly code: number; readonly length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first >= 0xf5 || at + length > end) return broken;
  let code = first & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next += 1) {
    const byte = bytes[next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return broken;
    code = code * 64 + (byte & 0x3f);
  }
  const isText = code >= (smallest[length] ?? 0) && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isText ? { code, length } : broken;
}
