// Reads MessagePack, in which Crashpad's handler of Sentry's native SDK sends what it knows (msgpack specification, version 5).

/** More deeply nested than any event is. */
const maxDepth = 32;
/** Values of one file, so that a small one cannot become a large one. */
const maxValues = 100_000;

type Place = { readonly view: DataView; at: number; values: number };

const decoder = new TextDecoder('utf-8');

/** Every value of the file, one behind the other; what is damaged ends it, and what came before counts. */
export function readMsgpack(bytes: Uint8Array): unknown[] {
  const place: Place = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, values: 0 };
  const found: unknown[] = [];
  try {
    while (place.at < bytes.length) found.push(read(place, 0));
  } catch (error) {
    // A DataView says so itself where the bytes end before the value does.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

function read(place: Place, depth: number): unknown {
  place.values += 1;
  if (depth > maxDepth || place.values > maxValues) throw new RangeError('too deep, or too many values');
  const tag = uint(place, 1);
  if (tag < 0x80) return tag;
  if (tag < 0x90) return readMap(place, tag & 0x0f, depth);
  if (tag < 0xa0) return readList(place, tag & 0x0f, depth);
  if (tag < 0xc0) return readText(place, tag & 0x1f);
  if (tag >= 0xe0) return tag - 256;
  return readTagged(place, tag, depth);
}

/** The bytes behind the tag that say how long it is: 1, 2 or 4. */
const widthOf = (tag: number, first: number): number => 2 ** (tag - first);

function readTagged(place: Place, tag: number, depth: number): unknown {
  if (tag === 0xc2 || tag === 0xc3) return tag === 0xc3;
  if (tag >= 0xc4 && tag <= 0xc6) return skip(place, uint(place, widthOf(tag, 0xc4)));
  if (tag >= 0xc7 && tag <= 0xc9) return skip(place, uint(place, widthOf(tag, 0xc7)) + 1);
  if (tag === 0xca || tag === 0xcb) return readFloat(place, tag === 0xca ? 4 : 8);
  if (tag >= 0xcc && tag <= 0xcf) return uint(place, widthOf(tag, 0xcc));
  if (tag >= 0xd0 && tag <= 0xd3) return readInt(place, widthOf(tag, 0xd0));
  if (tag >= 0xd4 && tag <= 0xd8) return skip(place, widthOf(tag, 0xd4) + 1);
  if (tag >= 0xd9 && tag <= 0xdb) return readText(place, uint(place, widthOf(tag, 0xd9)));
  if (tag === 0xdc || tag === 0xdd) return readList(place, uint(place, widthOf(tag, 0xdb)), depth);
  if (tag === 0xde || tag === 0xdf) return readMap(place, uint(place, widthOf(tag, 0xdd)), depth);
  return null;
}

function take(place: Place, bytes: number): number {
  const { at } = place;
  if (at + bytes > place.view.byteLength) throw new RangeError('the bytes end before the value does');
  place.at += bytes;
  return at;
}

function uint(place: Place, bytes: number): number {
  const at = take(place, bytes);
  if (bytes === 1) return place.view.getUint8(at);
  if (bytes === 2) return place.view.getUint16(at);
  return bytes === 4 ? place.view.getUint32(at) : Number(place.view.getBigUint64(at));
}

function readInt(place: Place, bytes: number): number {
  const at = take(place, bytes);
  if (bytes === 1) return place.view.getInt8(at);
  if (bytes === 2) return place.view.getInt16(at);
  return bytes === 4 ? place.view.getInt32(at) : Number(place.view.getBigInt64(at));
}

function readFloat(place: Place, bytes: number): number {
  const at = take(place, bytes);
  return bytes === 4 ? place.view.getFloat32(at) : place.view.getFloat64(at);
}

/** Bytes and extensions say nothing that an event needs. */
function skip(place: Place, bytes: number): null {
  take(place, bytes);
  return null;
}

function readText(place: Place, bytes: number): string {
  const at = take(place, bytes);
  return decoder.decode(new Uint8Array(place.view.buffer, place.view.byteOffset + at, bytes));
}

function readList(place: Place, length: number, depth: number): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < length; index += 1) list.push(read(place, depth + 1));
  return list;
}

/** Keys that are no texts are left out; none of them reaches a prototype. */
function readMap(place: Place, length: number, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (let index = 0; index < length; index += 1) {
    const key = read(place, depth + 1);
    const value = read(place, depth + 1);
    if (typeof key === 'string') map[key] = value;
  }
  return map;
}
