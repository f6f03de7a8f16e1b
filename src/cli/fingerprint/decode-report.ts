// From the bytes of a file to the text that is fingerprinted: packed files, tombstones in protobuf, texts of other systems.
import { gunzipSync } from 'node:zlib';
import type { InnerCrash } from '../../domain/report/bugreport/inner-crash.ts';
import { binaryReportText } from '../../domain/report/fingerprint/report-text.ts';
import { isZip } from '../../domain/report/packed/zip.ts';
import { openArchive, openLog } from './open-archive.ts';

/** What a packed report may unpack to. */
const maxUnpackedBytes = 64 * 1024 * 1024;

export type DecodedReport =
  | {
      readonly text: string;
      /** Where the file is an archive or a log of several. */
      readonly inside: readonly InnerCrash[];
    }
  | { readonly problem: string };

/** Shorter logs hold one crash. */
const leastLogChars = 8 * 1024;

/** Bytes that are no text become marks: a damaged log is still a log. An archive is its newest crash. */
export function decodeReport(bytes: Uint8Array): DecodedReport {
  if (isZip(bytes)) {
    const inside = openArchive(bytes);
    return inside[0] === undefined
      ? { problem: 'is an archive in which no crash can be read' }
      : { text: inside[0].text, inside };
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return readable(textOf(bytes));
  try {
    return readable(textOf(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes })));
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return {
      problem: isLarge ? `unpacks to more than ${maxUnpackedBytes / 1024 / 1024} MiB` : 'is packed and damaged',
    };
  }
}

/** So much of a file is looked at, and so much of that may be damaged: logs out of memory that lost its power have holes. */
const lookedAtChars = 4096;
const damagedShare = 0.3;

function readable(text: string): DecodedReport {
  const beginning = text.slice(0, lookedAtChars);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no text has
  const damaged = beginning.match(/[\u0000-\u0008\u000e-\u001a\ufffd]/g)?.length ?? 0;
  return damaged > damagedShare * beginning.length
    ? { problem: 'is neither a text nor a tombstone or minidump' }
    : { text, inside: text.length < leastLogChars ? [] : openLog(text) };
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return binaryReportText(bytes) ?? new TextDecoder().decode(bytes);
}
