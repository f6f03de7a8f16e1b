// Prints what a minidump says of its crash as Android prints a tombstone: reason, place, build ids of what was loaded.
// Layouts: minidumpapiset.h of Windows (MINIDUMP_HEADER and the streams below it) and Breakpad's minidump_format.h for other
// systems. Every offset is checked before it is followed; memory in the dump is never read.
import { hexOf } from '../../../bytes.ts';
import { reasonWords } from './reason.ts';

/** `MDMP`. */
export const isMinidump = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x4d && bytes[1] === 0x44 && bytes[2] === 0x4d && bytes[3] === 0x50;

type Module = { readonly start: bigint; readonly end: bigint; readonly name: string; readonly buildId: string };

type Stream = { readonly at: number; readonly size: number };
type Reader = { readonly view: DataView; readonly bytes: Uint8Array };

const streamTypes = { modules: 4, exception: 6, system: 7 };
const maxStreams = 256;
/** Chrome loads some hundred. */
const maxModules = 2_048;
const maxNameChars = 300;
/** As many as people look at; the crash is in one of the first lines. */
const maxPrinted = 100;

/** Where a thread's context has the address that it was at, and how wide that is, by processor (`MDRawContext…`). */
const programCounters: Readonly<
  Record<number, { readonly offset: number; readonly isWide: boolean; readonly name: string }>
> = {
  0: { offset: 184, isWide: false, name: 'x86' },
  5: { offset: 64, isWide: false, name: 'arm' },
  9: { offset: 248, isWide: true, name: 'x86_64' },
  12: { offset: 264, isWide: true, name: 'arm64' },
  32771: { offset: 264, isWide: true, name: 'arm64' },
};

/** Null for what is no minidump, or one that tells of no crash. Linear in the number of modules. */
export function printMinidump(bytes: Uint8Array): string | null {
  if (!isMinidump(bytes) || bytes.length < 32) return null;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes };
  const streams = streamsOf(reader);
  const exception = streams.get(streamTypes.exception);
  if (exception === undefined || exception.size < 168) return null;
  const system = systemOf(reader, streams.get(streamTypes.system));
  const modules = modulesOf(reader, streams.get(streamTypes.modules));
  const { view } = reader;
  const pc = programCounter(reader, exception, system.processor) ?? view.getBigUint64(exception.at + 24, true);
  const reason = reasonWords(system.platform, {
    code: view.getUint32(exception.at + 8, true),
    flags: view.getUint32(exception.at + 12, true),
    address: view.getBigUint64(exception.at + 24, true),
    detail: view.getUint32(exception.at + 32, true) > 0 ? view.getBigUint64(exception.at + 40, true) : null,
  });
  const main = modules[0]?.name ?? 'unknown';
  return [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `ABI: '${programCounters[system.processor]?.name ?? 'unknown'}'`,
    `pid: 0, tid: ${view.getUint32(exception.at, true)}, name: unknown  >>> ${main} <<<`,
    reason,
    'backtrace:',
    frameLine(pc, modules),
    '',
    'loaded modules:',
    ...modules
      .slice(0, maxPrinted)
      .map(({ start, name, buildId }) => `    ${hex(start)}  ${name} ${buildId}`.trimEnd()),
    '',
  ].join('\n');
}

function streamsOf({ view, bytes }: Reader): Map<number, Stream> {
  const streams = new Map<number, Stream>();
  const count = Math.min(view.getUint32(8, true), maxStreams);
  const directory = view.getUint32(12, true);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 12 * index;
    if (entry + 12 > bytes.length) break;
    const type = view.getUint32(entry, true);
    const size = view.getUint32(entry + 4, true);
    const at = view.getUint32(entry + 8, true);
    if (at + size <= bytes.length && !streams.has(type)) streams.set(type, { at, size });
  }
  return streams;
}

function systemOf({ view }: Reader, stream: Stream | undefined): { processor: number; platform: number } {
  if (stream === undefined || stream.size < 24) return { processor: -1, platform: 0 };
  return { processor: view.getUint16(stream.at, true), platform: view.getUint32(stream.at + 20, true) };
}

/** Breakpad writes the address that could not be reached where Windows writes where it happened; the context says that everywhere. */
function programCounter({ view, bytes }: Reader, { at }: Stream, processor: number): bigint | null {
  const place = programCounters[processor];
  const size = view.getUint32(at + 160, true);
  const context = view.getUint32(at + 164, true);
  if (place === undefined || context + size > bytes.length || place.offset + 8 > size) return null;
  return place.isWide
    ? view.getBigUint64(context + place.offset, true)
    : BigInt(view.getUint32(context + place.offset, true));
}

function modulesOf(reader: Reader, stream: Stream | undefined): Module[] {
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

/** `BpEL` and the build id, as Breakpad writes it for ELF files; other records name no file that symbols are found by. */
function buildIdAt({ view, bytes }: Reader, at: number, size: number): string {
  if (size < 8 || at + size > bytes.length || view.getUint32(at, true) !== 0x4270_454c) return '';
  return `(BuildId: ${hexOf(bytes.subarray(at + 4, at + Math.min(size, 68)))})`;
}

function frameLine(pc: bigint, modules: readonly Module[]): string {
  const home = modules.find(({ start, end }) => pc >= start && pc < end);
  if (home === undefined) return `      #00 pc ${hex(pc)}  <unknown>`;
  return `      #00 pc ${hex(pc - home.start)}  ${home.name} ${home.buildId}`.trimEnd();
}

const hex = (address: bigint): string => address.toString(16).padStart(16, '0');
