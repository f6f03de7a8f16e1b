// Cleans a file that is packed and has no text in it: what gzip holds is unpacked, cleaned, and put back.
import { type CleanedFile, cleanFile } from '../domain/privacy/clean-file.ts';
import { packedForm } from '../domain/report/packed/packed-form.ts';
import { storeGzip } from '../domain/report/packed/stored-gzip.ts';
import { readPieces, sourceOfBytes } from './archive-source.ts';
import { joined } from './archive-text.ts';
import type { OpenPorts } from './open-archive.ts';

/** What unpacks to more stays as it came. */
const maxInnerBytes = 8 * 1024 * 1024;
/** `.gz.gz` happens where a tool packs what another one packed. */
const maxDepth = 2;

/** What is refused unpacked is refused packed. */
export async function cleanPacked(ports: OpenPorts, bytes: Uint8Array, depth = 0): Promise<CleanedFile> {
  const isOpened = packedForm(bytes) === 'gz' && depth < maxDepth;
  const inner = isOpened ? await unpack(ports, bytes) : null;
  if (inner === null) return cleanFile(bytes, ports.codec);
  const cleaned = await cleanPacked(ports, inner, depth + 1);
  if (!cleaned.ok) return cleaned;
  const kept = { form: 'closed', contentType: 'application/octet-stream', bytes: storeGzip(cleaned.bytes) } as const;
  return { ...cleaned, ...kept };
}

/** Null for what is damaged from its first byte on, or too long. */
async function unpack({ inflate }: OpenPorts, bytes: Uint8Array): Promise<Uint8Array | null> {
  const inner = await joined(inflate(readPieces(sourceOfBytes(bytes), 0, bytes.length), 'gzip', maxInnerBytes + 1));
  return inner.length === 0 || inner.length > maxInnerBytes ? null : inner;
}
