// Reads call frame information of ELF files: `.eh_frame` (Linux Standard Base, "Exception Frames") and `.debug_frame` (DWARF 5, 6.4.1).
import { type DwarfReader, int, sleb, uint, uleb } from './dwarf-reader.ts';
import { type Cie, type DwarfNames, runRows } from './dwarf-rows.ts';
import type { FrameBlock } from './frame-rules.ts';

export type FrameSection = {
  readonly bytes: Uint8Array;
  readonly isLittle: boolean;
  /** Bytes of an address. */
  readonly width: 4 | 8;
  /** Where the section lies in memory. */
  readonly address: number;
  /** `e_machine` of the file. */
  readonly machine: number;
  readonly isEh: boolean;
};

const numbered = (from: number, to: number): [number, string][] =>
  Array.from({ length: to - from + 1 }, (_, at) => [from + at, `${from + at}`]);

/** By `e_machine`: numbers of the processors' ABI supplements. */
const registerNames: Readonly<Record<number, DwarfNames>> = {
  3: new Map([
    ...([
      [3, '$ebx'],
      [4, '$esp'],
      [5, '$ebp'],
      [6, '$esi'],
      [7, '$edi'],
      [8, '$eip'],
    ] as const),
  ]),
  40: new Map([
    ...numbered(4, 11).map(([number, name]): [number, string] => [number, `r${name}`]),
    [13, 'sp'],
    [14, 'lr'],
  ]),
  62: new Map([
    ...([
      [3, '$rbx'],
      [6, '$rbp'],
      [7, '$rsp'],
      [16, '$rip'],
    ] as const),
    ...numbered(12, 15).map(([number, name]): [number, string] => [number, `$r${name}`]),
  ]),
  183: new Map([...numbered(19, 30).map(([number, name]): [number, string] => [number, `x${name}`]), [31, 'sp']]),
};

const maxBlocks = 1_000_000;
/** Of one function: a page has to hold them. */
const maxRows = 2_000;

/** As far as it can be read; what is damaged ends it, a function that is not understood is left out. */
export function readFrames(section: FrameSection): FrameBlock[] {
  const { bytes, isLittle, machine } = section;
  const names = registerNames[machine];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader: DwarfReader = { view, isLittle, at: 0 };
  const blocks: FrameBlock[] = [];
  const cies = new Map<number, KnownCie | null>();
  try {
    while (names !== undefined && reader.at + 8 < bytes.length && blocks.length < maxBlocks) {
      const entry = entryAt(reader, section);
      if (entry === null) break;
      if (entry.cieAt !== null) {
        const { cieAt } = entry;
        if (!cies.has(cieAt)) cies.set(cieAt, cieFrom(section, view, cieAt));
        const block = blockOf(section, { names, entry, cie: cies.get(cieAt) ?? null, view });
        if (block !== null) blocks.push(block);
      }
      reader.at = entry.end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return blocks;
}

type Entry = { readonly cieAt: number | null; readonly from: number; readonly end: number };

/** Null at the end. `cieAt` is null for an entry that others share. */
function entryAt(reader: DwarfReader, { isEh }: FrameSection): Entry | null {
  let length = uint(reader, 4);
  const isLong = length === 0xffff_ffff;
  if (isLong) length = uint(reader, 8);
  const from = reader.at;
  const end = from + length;
  if (length < 4 || end > reader.view.byteLength) return null;
  const id = uint(reader, isLong && !isEh ? 8 : 4);
  const isCie = isEh ? id === 0 : id >= 0xffff_ffff;
  return { cieAt: isCie ? null : isEh ? from - id : id, from: reader.at, end };
}

type KnownCie = Cie & { readonly encoding: number; readonly hasSize: boolean };

function cieFrom(section: FrameSection, view: DataView, at: number): KnownCie | null {
  const reader: DwarfReader = { view, isLittle: section.isLittle, at };
  const entry = entryAt(reader, section);
  if (entry === null || entry.cieAt !== null) return null;
  const version = uint(reader, 1);
  let augmentation = '';
  for (let char = uint(reader, 1); char !== 0; char = uint(reader, 1)) augmentation += String.fromCharCode(char);
  if (version >= 4) reader.at += 2;
  const codeAlign = uleb(reader);
  const dataAlign = sleb(reader);
  const returnRegister = version === 1 ? uint(reader, 1) : uleb(reader);
  const hasSize = augmentation.startsWith('z');
  if (!hasSize && augmentation !== '') return null;
  const told = hasSize ? readAugmentation(reader, augmentation, section.width) : { encoding: 0, from: reader.at };
  return { codeAlign, dataAlign, returnRegister, hasSize, ...told, end: entry.end };
}

function readAugmentation(reader: DwarfReader, letters: string, width: 4 | 8): { encoding: number; from: number } {
  const size = uleb(reader);
  const from = reader.at + size;
  let encoding = 0;
  for (const letter of letters.slice(1)) {
    if (letter === 'R') encoding = uint(reader, 1);
    else if (letter === 'L') reader.at += 1;
    else if (letter === 'P') skipPointer(reader, uint(reader, 1), width);
  }
  return { encoding, from };
}

const skipPointer = (reader: DwarfReader, encoding: number, width: 4 | 8): void => {
  reader.at += sizeOf(encoding, width) ?? 0;
};

/** Bytes of a pointer; null for one that is as long as its number. */
function sizeOf(encoding: number, width: 4 | 8): 2 | 4 | 8 | null {
  const form = encoding & 0x0f;
  if (form === 0) return width;
  return form === 2 || form === 10 ? 2 : form === 3 || form === 11 ? 4 : form === 4 || form === 12 ? 8 : null;
}

function skipAugmentation(reader: DwarfReader): void {
  const size = uleb(reader);
  reader.at += size;
}

type Found = {
  readonly names: DwarfNames;
  readonly entry: Entry;
  readonly cie: KnownCie | null;
  readonly view: DataView;
};

function blockOf(section: FrameSection, { names, entry, cie, view }: Found): FrameBlock | null {
  if (cie === null) return null;
  const reader: DwarfReader = { view, isLittle: section.isLittle, at: entry.from };
  const bytes = sizeOf(cie.encoding, section.width);
  if (bytes === null || (cie.encoding & 0x70) > 0x10 || (cie.encoding & 0x80) !== 0) return null;
  const place = reader.at;
  const isSigned = (cie.encoding & 0x08) !== 0 && bytes !== null;
  const said = isSigned ? int(reader, bytes) : uint(reader, bytes);
  const start = (cie.encoding & 0x70) === 0x10 ? section.address + place + said : said;
  const size = uint(reader, bytes);
  if (cie.hasSize) skipAugmentation(reader);
  if (!Number.isSafeInteger(start) || start <= 0 || size <= 0) return null;
  const rows = runRows(reader, names, { cie, start, from: reader.at, end: entry.end });
  return rows === null || rows.length === 0 || rows.length > maxRows ? null : { start, size, rows };
}
