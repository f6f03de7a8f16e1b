// Tells where code lay when a minidump was written: an address that is nowhere in it is no place that a call returns to.
import { type Reader, type Stream, streamTypes } from './layout.ts';
import type { Module } from './modules.ts';

type Range = { readonly start: bigint; readonly end: bigint };

/** Of a browser some thousand; together at most 1 MiB is looked at. */
const maxRanges = 8_192;
const maxMapsBytes = 1024 * 1024;

/** Windows' PAGE_EXECUTE and the three others. */
const executable = 0xf0;

/** By what the writer tells of memory, else by the modules, of which a part is data. */
export function isCodeOf(
  reader: Reader,
  streams: ReadonlyMap<number, Stream>,
  modules: readonly Module[],
): (address: bigint) => boolean {
  const told =
    mapsOf(reader, streams.get(streamTypes.linuxMaps)) ?? infoOf(reader, streams.get(streamTypes.memoryInfo));
  const sorted = [...(told ?? [])].sort((one, other) => (one.start < other.start ? -1 : 1));
  const inModule = (address: bigint) => modules.some(({ start, end }) => address >= start && address < end);
  return (address) => inModule(address) && (sorted.length === 0 || isWithin(sorted, address));
}

function isWithin(sorted: readonly Range[], address: bigint): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.start ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  const home = sorted[low - 1];
  return home !== undefined && address < home.end;
}

/** `7f00a000-7f00b000 r-xp …`, a line a range. */
function mapsOf({ bytes }: Reader, stream: Stream | undefined): Range[] | null {
  if (stream === undefined) return null;
  const end = stream.at + Math.min(stream.size, maxMapsBytes);
  let text = '';
  for (let at = stream.at; at < end; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 8_192)));
  const lines = text.matchAll(/^([0-9a-f]{1,16})-([0-9a-f]{1,16}) [r-][w-]x/gm);
  const ranges: Range[] = [];
  for (const [, start = '0', stop = '0'] of lines) {
    if (ranges.length === maxRanges) break;
    ranges.push({ start: BigInt(`0x${start}`), end: BigInt(`0x${stop}`) });
  }
  return ranges.length === 0 ? null : ranges;
}

/** MINIDUMP_MEMORY_INFO_LIST. */
function infoOf({ view }: Reader, stream: Stream | undefined): Range[] | null {
  if (stream === undefined || stream.size < 16) return null;
  const head = view.getUint32(stream.at, true);
  const entry = view.getUint32(stream.at + 4, true);
  if (head < 16 || entry < 48) return null;
  const ranges: Range[] = [];
  for (let at = stream.at + head; at + 48 <= stream.at + stream.size && ranges.length < maxRanges; at += entry) {
    const start = view.getBigUint64(at, true);
    if ((view.getUint32(at + 36, true) & executable) !== 0)
      ranges.push({ start, end: start + view.getBigUint64(at + 24, true) });
  }
  return ranges.length === 0 ? null : ranges;
}
