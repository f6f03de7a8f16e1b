// Files a crash as its bytes are: a text, a tombstone in protobuf, a minidump, or one of them packed.
import { maxTextBytes } from '../domain/issue/filing.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import { type AttachPorts, attachFile } from './attach-file.ts';
import type { FiledReport } from './file-report.ts';
import { openCrash } from './open-crash.ts';
import type { Unpack } from './ports/unpack.ts';
import { type TakeReportAnswer, type TakeReportPorts, takeReport } from './take-report.ts';

export type CrashBytes = Omit<FiledReport, 'kind' | 'text'> & {
  readonly bytes: Uint8Array;
  /** What its sender knows besides, to stand below the text. */
  readonly note?: string;
};

/**
 * What is longer than a report may be is cut: a crash stands at the head of its dump. A minidump and what was packed are
 * attached as they are, too.
 */
export async function fileCrash(
  ports: TakeReportPorts & AttachPorts & { readonly unpack: Unpack },
  { bytes, note = '', ...filed }: CrashBytes,
  nowMs: number,
): Promise<TakeReportAnswer> {
  const opened = await openCrash(ports, bytes);
  const said = textOf(opened.bytes, ports.codec);
  const text = cut(note === '' ? said : `${said}\n${note}`, ports.codec);
  const answer = await takeReport(ports, { ...filed, kind: 'crash', text }, nowMs);
  const name = opened.form === null ? (isMinidump(bytes) ? 'minidump.dmp' : null) : `report.${opened.form}`;
  if (answer.ok && name !== null) {
    const { product, id, deviceId } = answer.report;
    await attachFile(ports, { product, reportId: id, deviceId, name, bytes }, nowMs);
  }
  return answer;
}

function textOf(bytes: Uint8Array | null, { decode }: TextCodec): string {
  if (bytes === null) return 'A file that is kept as it came.';
  const printed = binaryReportText(bytes) ?? (isMinidump(bytes) ? 'A minidump that tells of no crash.' : null);
  return printed ?? decode(bytes, 'utf-8') ?? decode(bytes, 'latin1') ?? '';
}

function cut(text: string, { encode }: TextCodec): string {
  if (text.length * 3 <= maxTextBytes || encode(text).length <= maxTextBytes) return text;
  // A character has three bytes at most for each of its UTF-16 units.
  return text.slice(0, Math.floor(maxTextBytes / 3));
}
