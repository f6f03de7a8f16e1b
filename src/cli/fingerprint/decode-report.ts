// From the bytes of a file to the text that is fingerprinted: packed files, tombstones in protobuf, texts of other systems.
import { gunzipSync } from 'node:zlib';
import { binaryReportText } from '../../domain/report/fingerprint/report-text.ts';

/** What a packed report may unpack to. */
const maxUnpackedBytes = 64 * 1024 * 1024;

/** Bytes that are no text become marks: a damaged log is still a log. */
export function decodeReport(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { text: textOf(bytes) };
  try {
    return { text: textOf(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes })) };
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return {
      problem: isLarge ? `unpacks to more than ${maxUnpackedBytes / 1024 / 1024} MiB` : 'is packed and damaged',
    };
  }
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return binaryReportText(bytes) ?? new TextDecoder().decode(bytes);
}
