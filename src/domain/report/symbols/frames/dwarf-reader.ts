// Reads numbers as DWARF writes them; whoever reads beyond the bytes gets a RangeError of the view.

/** `at` moves on as numbers are read. */
export type DwarfReader = { readonly view: DataView; readonly isLittle: boolean; at: number };

export function uint(reader: DwarfReader, bytes: 1 | 2 | 4 | 8): number {
  const { view, isLittle, at } = reader;
  reader.at += bytes;
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, isLittle);
  return bytes === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
}

export function int(reader: DwarfReader, bytes: 2 | 4 | 8): number {
  const { view, isLittle, at } = reader;
  reader.at += bytes;
  if (bytes === 2) return view.getInt16(at, isLittle);
  return bytes === 4 ? view.getInt32(at, isLittle) : Number(view.getBigInt64(at, isLittle));
}

/** LEB128; of more than 53 bits nothing is asked here. */
export function uleb(reader: DwarfReader): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = uint(reader, 1);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw new RangeError('a number without an end');
}

export function sleb(reader: DwarfReader): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = uint(reader, 1);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - 2 ** (shift + 7);
  }
  throw new RangeError('a number without an end');
}
