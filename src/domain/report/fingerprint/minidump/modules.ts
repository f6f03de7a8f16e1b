// Reads which files were loaded where when a minidump was written, by their names and build ids.
import { hexOf } from '../../../bytes.ts';
import type { Reader, Stream } from './layout.ts';

export type Module = { readonly start: bigint; readonly end: bigint; readonly name: string; readonly buildId: string };

/** Chrome loads some hundred. */
const maxModules = 2_048;
const maxNameChars = 300;

export function modulesOf(reader: Reader, stream: Stream | undefined): Module[] {
  if (stream === undefined || stream.size < 4) return [];
  const { view } = reader;
  const count = Math.min(view.getUint32(stream.at, true), maxModules);
  // Some writers align the first module to eight bytes.
  const from = stream.at + (stream.size >= 8 + 108 * count && count > 0 ? 8 : 4);
  const modules: Module[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = from + 108 * index;
    if (at + 108 > stream.at + stream.size) break;
    const start = view.getBigUint64(at, true);
    const end = start + BigInt(view.getUint32(at + 8, true));
    const name = nameAt(reader, view.getUint32(at + 20, true));
    modules.push({
      start,
      end,
      name,
      buildId: buildIdAt(reader, view.getUint32(at + 80, true), view.getUint32(at + 76, true)),
    });
  }
  return modules;
}

/** A length in bytes, and UTF-16; spaces would part the words of a line. */
function nameAt({ view, bytes }: Reader, at: number): string {
  if (at + 4 > bytes.length) return 'unknown';
  const end = Math.min(at + 4 + view.getUint32(at, true), at + 4 + 2 * maxNameChars, bytes.length - 1);
  let name = '';
  for (let char = at + 4; char + 2 <= end; char += 2) name += String.fromCharCode(view.getUint16(char, true));
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').replace(/\s+/g, '_');
  return plain === '' ? 'unknown' : plain;
}

const records = { elf: 0x4270_454c, pdb: 0x5344_5352 };
const guidBytes = 16;

/**
 * `BpEL` and the build id, as Breakpad writes it for ELF files; `RSDS` and the GUID of Windows and macOS (CV_INFO_PDB70), which
 * symbol files of Breakpad have at the head of their debug id.
 */
function buildIdAt({ view, bytes }: Reader, at: number, size: number): string {
  if (size < 8 || at + size > bytes.length) return '';
  const record = view.getUint32(at, true);
  if (record === records.elf) return `(BuildId: ${hexOf(bytes.subarray(at + 4, at + Math.min(size, 68)))})`;
  if (record !== records.pdb || size < 4 + guidBytes) return '';
  return `(BuildId: ${hexOf(bytes.subarray(at + 4, at + 4 + guidBytes))})`;
}
