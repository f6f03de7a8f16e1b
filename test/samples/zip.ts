// Writes a small zip archive, as phones pack their bugreports.
import { crc32, deflateRawSync } from 'node:zlib';

export function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { isStored = false, comment = '' }: { isStored?: boolean; comment?: string } = {},
): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const [name, text] of Object.entries(files)) {
    const plain = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text);
    const packed = isStored ? plain : deflateRawSync(plain);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(isStored ? 0 : 8, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(name.length, 22);
    const at = Buffer.concat(locals).length;
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, Buffer.from(name));
  }
  const [body, index] = [Buffer.concat(locals), Buffer.concat(directory)];
  const end = Buffer.alloc(18);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(body.length, 12);
  end.writeUInt16LE(comment.length, 16);
  return new Uint8Array(Buffer.concat([body, index, Buffer.from('PK\x05\x06', 'latin1'), end, Buffer.from(comment)]));
}
