// Writes a small ELF library or firmware: a symbol table, its names, and a build id; 64 or 32 bits, little-endian.

export type ElfParts = {
  readonly functions: readonly { readonly start: number; readonly size: number; readonly name: string }[];
  /** Hex; none where empty. */
  readonly buildId?: string;
  readonly isFixed?: boolean;
  readonly isWide?: boolean;
  /** 40 is Arm, 183 is Arm of 64 bits, 94 is Xtensa. */
  readonly machine?: number;
  /** Bytes of `.eh_frame`, and where it lies in memory. */
  readonly frames?: { readonly bytes: Uint8Array; readonly address: number };
};

type Section = {
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly entry: number;
  readonly address?: number;
  /** Where its name begins among the names of sections, which are the last one. */
  readonly nameAt?: number;
};

export function elfFile({
  functions,
  buildId = '',
  isFixed = false,
  isWide = true,
  machine = 183,
  frames,
}: ElfParts): Uint8Array {
  const names = `\0${functions.map(({ name }) => `${name}\0`).join('')}`;
  const symbolSize = isWide ? 24 : 16;
  const symbols = new Uint8Array(symbolSize * (functions.length + 1));
  const view = new DataView(symbols.buffer);
  for (const [index, { start, size, name }] of functions.entries()) {
    const at = symbolSize * (index + 1);
    view.setUint32(at, names.indexOf(`\0${name}\0`) + 1, true);
    view.setUint8(at + (isWide ? 4 : 12), 0x12);
    view.setUint16(at + (isWide ? 6 : 14), 1, true);
    if (isWide) {
      view.setBigUint64(at + 8, BigInt(start), true);
      view.setBigUint64(at + 16, BigInt(size), true);
    } else {
      view.setUint32(at + 4, start, true);
      view.setUint32(at + 8, size, true);
    }
  }
  return linked({ isFixed, isWide, machine }, [
    { type: 0, bytes: new Uint8Array(0), link: 0, entry: 0 },
    { type: 2, bytes: symbols, link: 2, entry: symbolSize },
    { type: 3, bytes: new TextEncoder().encode(names), link: 0, entry: 0 },
    ...(buildId === '' ? [] : [{ type: 7, bytes: buildIdNote(buildId), link: 0, entry: 0 }]),
    ...(frames === undefined ? [] : [{ type: 1, link: 0, entry: 0, nameAt: 1, ...frames }]),
    { type: 3, bytes: new TextEncoder().encode('\0.eh_frame\0'), link: 0, entry: 0 },
  ]);
}

function buildIdNote(buildId: string): Uint8Array {
  const id = Uint8Array.from(buildId.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setUint32(0, 4, true);
  view.setUint32(4, id.length, true);
  view.setUint32(8, 3, true);
  head.set(new TextEncoder().encode('GNU'), 12);
  return Uint8Array.from([...head, ...id]);
}

function linked(
  { isFixed, isWide, machine }: { isFixed: boolean; isWide: boolean; machine: number },
  sections: readonly Section[],
): Uint8Array {
  const headSize = isWide ? 64 : 52;
  const entrySize = isWide ? 64 : 40;
  const dataSize = sections.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(headSize + dataSize + entrySize * sections.length);
  const view = new DataView(file.buffer);
  const word = (at: number, value: number): void =>
    isWide ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  file.set([0x7f, 0x45, 0x4c, 0x46, isWide ? 2 : 1, 1, 1]);
  view.setUint16(16, isFixed ? 2 : 3, true);
  view.setUint16(18, machine, true);
  word(isWide ? 40 : 32, headSize + dataSize);
  view.setUint16(isWide ? 58 : 46, entrySize, true);
  view.setUint16(isWide ? 60 : 48, sections.length, true);
  view.setUint16(isWide ? 62 : 50, sections.length - 1, true);
  let offset = headSize;
  for (const [index, { type, bytes, link, entry, address = 0, nameAt = 0 }] of sections.entries()) {
    const at = headSize + dataSize + entrySize * index;
    view.setUint32(at, nameAt, true);
    word(at + (isWide ? 16 : 12), address);
    view.setUint32(at + 4, type, true);
    word(at + (isWide ? 24 : 16), offset);
    word(at + (isWide ? 32 : 20), bytes.length);
    view.setUint32(at + (isWide ? 40 : 24), link, true);
    word(at + (isWide ? 56 : 36), entry);
    file.set(bytes, offset);
    offset += bytes.length;
  }
  return file;
}
