// Writes protobuf messages field by field, so that tests need no library and no recorded file.

type Value = number | string | Uint8Array;

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 128) | 0x80, ...varint(Math.floor(value / 128))];

/** A number as a varint; a text, a message or bytes with its length before it. */
export function field(number: number, value: Value): Uint8Array {
  if (typeof value === 'number') return Uint8Array.from([...varint(number * 8), ...varint(value)]);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]);
}

export const message = (...fields: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(fields.flatMap((one) => [...one]));
