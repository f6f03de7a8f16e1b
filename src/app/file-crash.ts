// Files a crash as its bytes are: a text, a tombstone in protobuf, a minidump.
import { maxTextBytes } from '../domain/issue/filing.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import { type AttachPorts, attachFile } from './attach-file.ts';
import type { FiledReport } from './file-report.ts';
import { type TakeReportAnswer, type TakeReportPorts, takeReport } from './take-report.ts';

export type CrashBytes = Omit<FiledReport, 'kind' | 'text'> & {
  readonly bytes: Uint8Array;
  /** What its sender knows besides, to stand below the text. */
  readonly note?: string;
};

/** What is longer than a report may be is cut: a crash stands at the head of its dump. A minidump is attached as it is, too. */
export async function fileCrash(
  ports: TakeReportPorts & AttachPorts,
  { bytes, note = '', ...filed }: CrashBytes,
  nowMs: number,
): Promise<TakeReportAnswer> {
  const answer = await takeReport(
    ports,
    {
      ...filed,
      kind: 'crash',
      text: cut(note === '' ? textOf(bytes, ports.codec) : `${textOf(bytes, ports.codec)}\n${note}`, ports.codec),
    },
    nowMs,
  );
  if (answer.ok && isMinidump(bytes)) {
    const { product, id, deviceId } = answer.report;
    await attachFile(ports, { product, reportId: id, deviceId, name: 'minidump.dmp', bytes }, nowMs);
  }
  return answer;
}

const textOf = (bytes: Uint8Array, { decode }: TextCodec): string =>
  binaryReportText(bytes) ??
  (isMinidump(bytes) ? 'A minidump that tells of no crash.' : null) ??
  decode(bytes, 'utf-8') ??
  decode(bytes, 'latin1') ??
  '';

function cut(text: string, { encode }: TextCodec): string {
  if (text.length * 3 <= maxTextBytes || encode(text).length <= maxTextBytes) return text;
  // A character has three bytes at most for each of its UTF-16 units.
  return text.slice(0, Math.floor(maxTextBytes / 3));
}
