// Packs files into a zip archive, uncompressed, piece by piece: nothing is held but the list of what it has.
import { crc32 } from '../../domain/crc32.ts';

export type ZipFile = { readonly name: string; readonly bytes: Uint8Array };

/** Without ZIP64, which old phones do not open, an archive has fewer files than this. */
export const maxZipFiles = 60_000;
/** And its addresses have 32 bits. */
export const maxZipBytes = 4_000_000_000;

/** Fields of two and four bytes, as the format has them one behind the other. */
function fields(...given: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(given.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of given) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Names are UTF-8; nothing is compressed; the first day that the format knows, since no file here has a time of its own. */
const plainFile = [
  [2, 0x0800],
  [2, 0],
  [2, 0],
  [2, 0x0021],
] as const;
const version = [2, 20] as const;

const encoder = new TextEncoder();

/** Pieces of an archive of these files, in their order; names are paths with `/`, each once. */
export async function* packZip(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const list: Uint8Array[] = [];
  let at = 0;
  let count = 0;
  for await (const { name, bytes } of files) {
    const path = encoder.encode(name);
    const sizes = [
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, path.length],
      [2, 0],
    ] as const;
    const head = fields([4, 0x04034b50], version, ...plainFile, ...sizes);
    const nowhereElse = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ] as const;
    list.push(fields([4, 0x02014b50], version, version, ...plainFile, ...sizes, ...nowhereElse), path);
    for (const piece of [head, path, bytes]) yield piece;
    at += head.length + path.length + bytes.length;
    count += 1;
  }
  for (const piece of list) yield piece;
  const listBytes = list.reduce((sum, { length }) => sum + length, 0);
  yield fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listBytes], [4, at], [2, 0]);
}
