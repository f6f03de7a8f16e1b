// Finds the streams of a minidump and what they point at; every offset is checked before it is followed.

export type Stream = { readonly at: number; readonly size: number };
export type Reader = { readonly view: DataView; readonly bytes: Uint8Array };

export const streamTypes = {
  threads: 3,
  modules: 4,
  exception: 6,
  system: 7,
  memoryInfo: 16,
  /** Breakpad's copy of `/proc/self/maps`. */
  linuxMaps: 0x4767_0009,
} as const;

const maxStreams = 256;

/** `MDMP`. */
export const isMinidump = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x4d && bytes[1] === 0x44 && bytes[2] === 0x4d && bytes[3] === 0x50;

/** The first of each type; what does not lie within the file is left out. */
export function streamsOf({ view, bytes }: Reader): Map<number, Stream> {
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
