// From the bytes of a report to its text: tombstones in protobuf and minidumps are printed, everything else is for the caller to decode.
import { isMinidump, printMinidump } from './minidump/minidump.ts';
import { printTombstone } from './protobuf/tombstone.ts';

/** Files that begin like a text are none of those; this saves walking the fields of every log. */
const firstTags: ReadonlySet<number> = new Set([0x08, 0x12, 0x1a, 0x22, 0x28, 0x30, 0x38, 0x42, 0x4a, 0x52]);

/** The text of a binary report, with the same keys as the text form of the same crash; null where the bytes are not one. */
export function binaryReportText(bytes: Uint8Array): string | null {
  if (isMinidump(bytes)) return printMinidump(bytes);
  return firstTags.has(bytes[0] ?? 0xff) ? printTombstone(bytes) : null;
}
