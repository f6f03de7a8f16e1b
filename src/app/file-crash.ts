// Files a crash as its bytes are: a text, a tombstone in protobuf, a minidump, a log of several, or one of them packed.
import { maxTextBytes } from '../domain/issue/filing.ts';
import { deriveKeys } from '../domain/issue/keys.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { cutAtLine } from '../domain/privacy/cut.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { type AttachPorts, attachFile } from './attach-file.ts';
import { fileInnerCrashes } from './file-inner-crashes.ts';
import type { FiledReport } from './file-report.ts';
import { type OpenedCrash, openCrash } from './open-crash.ts';
import { type TakeReportAnswer, type TakeReportPorts, takeReport } from './take-report.ts';

export type CrashBytes = Omit<FiledReport, 'kind' | 'text'> & {
  readonly bytes: Uint8Array;
  /** What its sender knows besides, to stand below the text. */
  readonly note?: string;
};

/**
 * What is longer than a report may be is cut: a crash stands at the head of its dump, and of a long log the newest crash is
 * taken. A minidump, what was packed and what was cut are attached, too; other crashes of a log become reports of their own.
 */
export async function fileCrash(
  ports: TakeReportPorts & AttachPorts,
  { bytes, note = '', ...filed }: CrashBytes,
  nowMs: number,
): Promise<TakeReportAnswer> {
  const opened = await openCrash(ports, bytes);
  const said = sayCrash(opened);
  const text = cut(note === '' ? said : `${said}\n${note}`, ports.codec);
  const fingerprint = filed.fingerprint ?? opened.inner?.fingerprint ?? null;
  const answer = await takeReport(ports, { ...filed, fingerprint, kind: 'crash', text }, nowMs);
  if (!answer.ok) return answer;
  const { product, id, deviceId } = answer.report;
  const name = nameOf(bytes, opened);
  if (name !== null) {
    const { sentBy, isPublic } = filed;
    const file = { product, reportId: id, deviceId, sentBy, isPublic, name, bytes, opened: opened.inner };
    await attachFile(ports, file, nowMs);
  } else if (opened.inner !== null) {
    const own = deriveKeys({ kind: 'crash', title: filed.title, text }).strict;
    const { crashes } = opened.inner;
    await fileInnerCrashes(ports, { report: answer.report, sentBy: filed.sentBy, crashes, own }, nowMs);
  }
  return answer;
}

/** Under which name the bytes are attached; null where the text of the report is all that they are. */
function nameOf(bytes: Uint8Array, { form, inner }: OpenedCrash): string | null {
  if (form !== null) return `report.${form}`;
  if (isMinidump(bytes)) return 'minidump.dmp';
  return inner !== null && bytes.length > maxTextBytes ? 'report.txt' : null;
}

function sayCrash({ text, inner }: OpenedCrash): string {
  if (text === null) return 'A file that is kept as it came.';
  return text.length > maxTextBytes ? (inner?.crashes[0]?.text ?? text) : text;
}

function cut(text: string, { encode }: TextCodec): string {
  if (text.length * 3 <= maxTextBytes || encode(text).length <= maxTextBytes) return text;
  // A character has three bytes at most for each of its UTF-16 units.
  return cutAtLine(text, Math.floor(maxTextBytes / 3));
}
