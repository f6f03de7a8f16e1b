// Reads build id and function symbols of an ELF file: libraries of Android and Linux, firmware of microcontrollers.
// Format: System V ABI, "Object Files"; build id: note NT_GNU_BUILD_ID. Every offset is checked before it is followed.
import { hexOf } from '../../bytes.ts';
import { readFrames } from './frames/dwarf-frames.ts';
import type { FrameBlock } from './frames/frame-rules.ts';
import { type FunctionEntry, type FunctionTable, functionTable, maxFunctions } from './function-table.ts';

export type ElfFile = {
  /** Lower-case hex; empty where the file has none. */
  readonly buildId: string;
  /** Firmware runs at the addresses that it was linked for; a library is moved. */
  readonly isFixed: boolean;
  readonly functions: FunctionTable;
  /** How its functions keep the way back to their callers. */
  readonly frames: readonly FrameBlock[];
};

type Section = {
  readonly name: string;
  readonly address: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entry: number;
};

const sectionTypes = { symbols: 2, note: 7, dynamicSymbols: 11 };
const functionType = 2;
const armMachine = 40;
const fixedType = 2;
const buildIdNote = 3;
const maxSections = 10_000;
const maxNameBytes = 4096;

export const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/** Null where the bytes are no ELF file, or one that is cut off before its section table. */
export function parseElf(bytes: Uint8Array): ElfFile | null {
  if (!isElf(bytes) || bytes.length < 64) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, bytes, isWide: bytes[4] === 2, isLittle: bytes[5] !== 2 };
  const sections = sectionsOf(reader);
  if (sections === null) return null;
  const machine = view.getUint16(18, reader.isLittle);
  const tables = sections.filter(({ type }) => type === sectionTypes.symbols || type === sectionTypes.dynamicSymbols);
  const entries: FunctionEntry[] = [];
  for (const table of tables) addFunctions(reader, table, sections[table.link], machine === armMachine, entries);
  return {
    buildId: buildIdOf(reader, sections),
    isFixed: view.getUint16(16, reader.isLittle) === fixedType,
    functions: functionTable(entries),
    frames: framesOf(reader, sections, machine),
  };
}

type Reader = {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly isWide: boolean;
  readonly isLittle: boolean;
};

/** An address or offset: four bytes or eight. Offsets above 2^53 lie in no file. */
const word = ({ view, isWide, isLittle }: Reader, at: number): number =>
  isWide ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);

function sectionsOf(reader: Reader): Section[] | null {
  const { view, bytes, isWide, isLittle } = reader;
  const table = word(reader, isWide ? 40 : 32);
  const size = view.getUint16(isWide ? 58 : 46, isLittle);
  const count = Math.min(view.getUint16(isWide ? 60 : 48, isLittle), maxSections);
  const namesIndex = view.getUint16(isWide ? 62 : 50, isLittle);
  if (size < (isWide ? 64 : 40) || table + size * count > bytes.length) return null;
  const read = Array.from({ length: count }, (_, index) => {
    const at = table + index * size;
    return {
      nameAt: view.getUint32(at, isLittle),
      type: view.getUint32(at + 4, isLittle),
      address: word(reader, at + (isWide ? 16 : 12)),
      offset: word(reader, at + (isWide ? 24 : 16)),
      size: word(reader, at + (isWide ? 32 : 20)),
      link: view.getUint32(at + (isWide ? 40 : 24), isLittle),
      entry: word(reader, at + (isWide ? 56 : 36)),
    };
  }).map((section) => (section.offset + section.size <= bytes.length ? section : { ...section, type: 0, size: 0 }));
  const names = read[namesIndex];
  return read.map(({ nameAt: at, ...section }) => ({
    ...section,
    name: names === undefined ? '' : nameAt(bytes, names, at),
  }));
}

/** What a file for debuggers has of sections without bytes is not there. */
const noBits = 8;

function framesOf({ bytes, isLittle, isWide }: Reader, sections: readonly Section[], machine: number): FrameBlock[] {
  return sections.flatMap(({ name, type, address, offset, size }) => {
    if ((name !== '.eh_frame' && name !== '.debug_frame') || type === noBits || type === 0) return [];
    const width = isWide ? 8 : 4;
    const isEh = name === '.eh_frame';
    return readFrames({ bytes: bytes.subarray(offset, offset + size), isLittle, width, address, machine, isEh });
  });
}

function addFunctions(
  reader: Reader,
  { offset, size, entry }: Section,
  names: Section | undefined,
  isArm: boolean,
  into: FunctionEntry[],
): void {
  const { view, isWide, isLittle } = reader;
  if (names === undefined || entry < (isWide ? 24 : 16)) return;
  for (let at = offset; at + entry <= offset + size && into.length < maxFunctions; at += entry) {
    const info = view.getUint8(at + (isWide ? 4 : 12));
    const section = view.getUint16(at + (isWide ? 6 : 14), isLittle);
    if ((info & 0xf) !== functionType || section === 0) continue;
    const value = word(reader, at + (isWide ? 8 : 4));
    const name = nameAt(reader.bytes, names, view.getUint32(at, isLittle));
    // The lowest bit of a function of Arm says Thumb, not where it lies.
    const start = isArm ? value - (value % 2) : value;
    if (name !== '') into.push({ start, size: word(reader, at + (isWide ? 16 : 8)), name });
  }
}

/** Names of symbols are ASCII; what is not ends them. */
function nameAt(bytes: Uint8Array, { offset, size }: Pick<Section, 'offset' | 'size'>, index: number): string {
  let name = '';
  const end = Math.min(offset + size, offset + index + maxNameBytes);
  for (let at = offset + index; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte > 0x7e) break;
    name += String.fromCharCode(byte);
  }
  return name;
}

/** Notes are name size, description size, type, and both padded to four bytes. */
function buildIdOf({ view, bytes, isLittle }: Reader, sections: readonly Section[]): string {
  for (const { type, offset, size } of sections) {
    if (type !== sectionTypes.note) continue;
    for (let at = offset; at + 12 <= offset + size; ) {
      const nameSize = view.getUint32(at, isLittle);
      const idSize = view.getUint32(at + 4, isLittle);
      const from = at + 12 + padded(nameSize);
      if (from + idSize > offset + size) break;
      const isGnu = nameSize === 4 && bytes[at + 12] === 0x47 && bytes[at + 13] === 0x4e && bytes[at + 14] === 0x55;
      if (isGnu && view.getUint32(at + 8, isLittle) === buildIdNote)
        return hexOf(bytes.subarray(from, from + Math.min(idSize, 64)));
      at = from + padded(idSize);
    }
  }
  return '';
}

const padded = (size: number): number => Math.ceil(size / 4) * 4;
