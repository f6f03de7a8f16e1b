// Attaches a file to a report: looked at, cleaned, stored, and heard for the crashes that it tells of.
import { fileShareOf } from '../domain/issue/file-share.ts';
import { type CleanedFile, cleanFile } from '../domain/privacy/clean-file.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { cutCleaned } from '../domain/privacy/cut.ts';
import type { InnerCrash } from '../domain/report/bugreport/inner-crash.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import type { Report } from '../domain/report/report.ts';
import { cleanPacked } from './clean-packed.ts';
import { fileInnerCrashes } from './file-inner-crashes.ts';
import type { FileReportPorts } from './file-report.ts';
import { type KeyByFilePorts, keyByFile } from './key-by-file.ts';
import { type OpenedArchive, type OpenPorts, openText } from './open-archive.ts';
import { openPacked } from './open-crash.ts';
import type { FileShares } from './ports/file-shares.ts';
import type { Reports } from './ports/reports.ts';
import { type AcceptedFile, type StoreAnswer, type StorePorts, storeFile } from './store-file.ts';

export type AttachPorts = KeyByFilePorts &
  FileReportPorts &
  OpenPorts &
  StorePorts & { readonly fileShares: FileShares };

export type AttachedFile = {
  readonly product: string;
  readonly reportId: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The device that speaks for itself: it attaches to its own reports only. Null for a bearer. */
  readonly deviceId: string | null;
  /** The bearer; null for a device. */
  readonly sentBy: string | null;
  /** Whether the bearer's token is one that anybody can read; it is not where left out. */
  readonly isPublic?: boolean | undefined;
  /** What the bytes are and hold, where somebody looked already. */
  readonly cleaned?: AcceptedFile;
  readonly opened?: OpenedArchive | null;
};

export type AttachAnswer =
  | StoreAnswer
  | { readonly ok: false; readonly refusal: 'unknown-report' | 'over-file-share' }
  | { readonly ok: false; readonly refusal: Extract<CleanedFile, { ok: false }>['refusal'] };

/**
 * Idempotent by name and content. A tombstone in protobuf is kept as its text, under its name with `.txt`, for only a text
 * can be cleaned; a minidump stays as it is, with such a text beside it. Of an archive that can be opened, what was read in it
 * is kept, cleaned, and nothing else. A crash that says nothing itself gets its keys from the file.
 */
export async function attachFile(ports: AttachPorts, file: AttachedFile, nowMs: number): Promise<AttachAnswer> {
  const report = await loadOwnReport(ports.reports, file);
  if (report === null) return { ok: false, refusal: 'unknown-report' };
  const sent = { ...file, deviceId: report.deviceId, sizeBytes: file.bytes.length };
  if (await isOverFileShare(ports, sent, nowMs)) return { ok: false, refusal: 'over-file-share' };
  const printed = binaryReportText(file.bytes);
  if (printed !== null) return keepDump(ports, file, { printed, nowMs });
  const packed = file.opened === undefined ? await openPacked(ports, file.bytes) : file.opened;
  if (packed !== null && packed.text !== '') {
    const cleaned = cleanedText(ports, packed.text);
    const answer = await storeFile(ports, { ...file, cleaned, digestOf: file.bytes }, nowMs);
    if (answer.ok) await hearCrashes(ports, file, { crashes: packed.crashes, isArchive: true, nowMs });
    return answer;
  }
  const cleaned =
    packed === null ? (file.cleaned ?? cleanFile(file.bytes, ports.codec)) : await cleanPacked(ports, file.bytes);
  const answer = await keep(ports, { ...file, cleaned }, nowMs);
  // A log with a zero in it is kept as bytes, and tells as much.
  if (answer.ok && packed === null && answer.attachment.form !== 'image') {
    const { crashes } = await openText(ports, file.bytes);
    await hearCrashes(ports, file, { crashes, isArchive: false, nowMs });
  }
  return answer;
}

async function keepDump(
  ports: AttachPorts,
  file: AttachedFile,
  { printed, nowMs }: { readonly printed: string; readonly nowMs: number },
): Promise<AttachAnswer> {
  const cleaned = file.cleaned ?? cleanFile(file.bytes, ports.codec);
  const kept = isMinidump(file.bytes) ? await keep(ports, { ...file, cleaned }, nowMs) : null;
  if (kept !== null && !kept.ok) return kept;
  const text = cleanedText(ports, printed);
  const keptText = await storeFile(ports, { ...file, name: `${cutCleaned(file.name, 190)}.txt`, cleaned: text }, nowMs);
  await keyByFile(ports, { ...file, text: storable(printed) }, nowMs);
  return kept ?? keptText;
}

type Cleaned = Omit<AttachedFile, 'cleaned'> & { readonly cleaned: CleanedFile };

async function keep(ports: AttachPorts, { cleaned, ...file }: Cleaned, nowMs: number): Promise<AttachAnswer> {
  return cleaned.ok ? storeFile(ports, { ...file, cleaned }, nowMs) : cleaned;
}

type Heard = { readonly crashes: readonly InnerCrash[]; readonly isArchive: boolean; readonly nowMs: number };

/**
 * The newest crash is what a crash without words is about. A log that an SDK adds to a crash repeats earlier ones, which came
 * as reports of their own; what a person sends, or somebody packed, is heard whole.
 */
export async function hearCrashes(
  ports: KeyByFilePorts & FileReportPorts,
  { product, reportId, sentBy }: Pick<AttachedFile, 'product' | 'reportId' | 'sentBy'>,
  { crashes, isArchive, nowMs }: Heard,
): Promise<void> {
  const report = await ports.reports.loadReport(product, reportId);
  const [newest] = crashes;
  if (report === null || newest === undefined) return;
  const own = await keyByFile(ports, { product, reportId, text: storable(newest.text) }, nowMs);
  if (isArchive || report.kind !== 'crash') await fileInnerCrashes(ports, { report, sentBy, crashes, own }, nowMs);
}

export const cleanedText = ({ codec }: Pick<OpenPorts, 'codec'>, text: string): AcceptedFile => {
  const { text: cleaned, removed } = cleanText(text);
  return { ok: true, form: 'text', contentType: 'text/plain; charset=utf-8', bytes: codec.encode(cleaned), removed };
};

const storable = (text: string): string => cleanText(text).text.replaceAll('\0', '\uFFFD');

type Attacher = Pick<AttachedFile, 'deviceId' | 'sentBy' | 'isPublic'>;

/** A report of somebody else looks like one that is not there: null. */
export async function loadOwnReport(
  reports: Reports,
  { product, reportId, ...attacher }: Attacher & Pick<AttachedFile, 'product' | 'reportId'>,
): Promise<Report | null> {
  const report = await reports.loadReport(product, reportId);
  return report !== null && mayAttach(report, attacher) ? report : null;
}

/**
 * A device to what is about it; a key that anybody can read to what came by it, so that a stranger who hears of an id cannot
 * put files, or the crashes in them, into a report of a device or of a tester. Other bearers are trusted with their product.
 */
const mayAttach = (report: Report, { deviceId, sentBy, isPublic }: Attacher): boolean =>
  (deviceId === null || report.deviceId === deviceId) && (isPublic !== true || report.sentBy === sentBy);

/** Before anything is stored. What is refused counts, too: whoever goes on sending goes on waiting. */
export async function isOverFileShare(
  { fileShares }: Pick<AttachPorts, 'fileShares'>,
  { sizeBytes, ...sent }: Parameters<typeof fileShareOf>[0] & { readonly sizeBytes: number },
  nowMs: number,
): Promise<boolean> {
  const share = fileShareOf(sent);
  return share !== null && (await fileShares.recordSent(share.sender, sizeBytes, nowMs)) > share.maxBytes;
}
