// Files a report: cleaned, bound to its build, keyed, and durable in one row that waits to be settled.
import { findFingerprint, listBuildNames, type StatedBuild } from '../domain/issue/build-names.ts';
import { type Filing, isSameFiling, ownId, senderOf, type Unread } from '../domain/issue/filing.ts';
import type { Share } from '../domain/issue/repeats.ts';
import { cleanName } from '../domain/privacy/clean-name.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { type Report, type ReportKind, reportObjectKey } from '../domain/report/report.ts';
import type { Digest } from './ports/digest.ts';
import type { Recorded, Reports } from './ports/reports.ts';
import type { UnreadReports } from './ports/unread-reports.ts';
import { giveKeys, readReports } from './read-reports.ts';

export type FiledReport = StatedBuild & {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  /** Whether the bearer's token is one that anybody can read; it is not where left out. */
  readonly isPublic?: boolean | undefined;
  /** Empty for a crash that is called by what its text says. */
  readonly title: string;
  /** As it was sent; nothing of it is stored before it is cleaned. */
  readonly text: string;
  /** A key of the issue that its reporter says it is; it goes there whatever its words are. */
  readonly sameAs?: string | undefined;
};

export type FileReportAnswer =
  | { readonly ok: true; readonly report: Report; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: 'unknown-product' | 'build-missing' }
  /** Its sender has sent their share of this fault, or of all. */
  | { readonly ok: false; readonly refusal: 'over-limit'; readonly share: Share }
  /** The sender used the id for another report, which stands in `current`. */
  | { readonly ok: false; readonly refusal: 'report-id-taken'; readonly current: Report };

export type FileReportPorts = {
  readonly reports: Reports;
  readonly unreadReports: UnreadReports;
  readonly digest: Digest;
};

/** Idempotent by the sender's id for as long as the report is kept, which is 30 days at least. */
export async function fileReport(ports: FileReportPorts, filed: FiledReport, nowMs: number): Promise<FileReportAnswer> {
  const unread = await cleanReport(ports, filed, nowMs);
  if (unread === null) return { ok: false, refusal: 'build-missing' };
  return recordFiling(ports, giveKeys(unread, filed.sameAs));
}

/** Null where nothing says which build it is about. */
export async function cleanReport(
  { digest }: Pick<FileReportPorts, 'digest'>,
  filed: FiledReport,
  nowMs: number,
): Promise<Unread | null> {
  const { build, release } = filed;
  const named = listBuildNames({ build, release, fingerprint: filed.fingerprint ?? findFingerprint(filed.text) });
  if (named.length === 0) return null;
  const buildNames = named.map(cleanName);
  const { product, id, kind, deviceId, sentBy } = filed;
  // PostgreSQL takes no NUL in a text.
  const body = cleanText(filed.text).text.replaceAll('\0', '\uFFFD');
  const { sizeBytes, sha256 } = await digest(body);
  const title = cleanText(filed.title).text;
  const objectKey = reportObjectKey(sha256);
  return { product, id, kind, deviceId, sentBy, buildNames, title, body, sizeBytes, objectKey, receivedMs: nowMs };
}

export async function recordFiling(ports: FileReportPorts, filing: Filing): Promise<FileReportAnswer> {
  const answer = await record(ports, filing);
  if (!('isForeign' in answer)) return answer;
  // Ids are the sender's own: nobody can take one from somebody else, by accident or on purpose.
  const { sha256 } = await ports.digest(`${filing.deviceId ?? ''}\n${filing.sentBy ?? ''}\n${filing.id}`);
  const own = await record(ports, { ...filing, id: ownId(filing.id, sha256) });
  return 'isForeign' in own ? { ok: false, refusal: 'report-id-taken', current: own.current } : own;
}

type Tried = FileReportAnswer | { readonly isForeign: true; readonly current: Report };

async function record(ports: FileReportPorts, filing: Filing): Promise<Tried> {
  const recorded = await recordAmongRead(ports, filing);
  if (!recorded.ok) return recorded;
  const { report, isNew } = recorded;
  if (isNew) return { ok: true, report, isNew };
  if (report.deviceId !== filing.deviceId || report.sentBy !== filing.sentBy)
    return { isForeign: true, current: report };
  if (!isSameFiling(filing, report)) return { ok: false, refusal: 'report-id-taken', current: report };
  return { ok: true, report, isNew };
}

/** Once is what it takes; more, where others put off reports of the same sender meanwhile. */
const maxReadings = 8;

/** Limits and ids are judged over what was read: what of the sender, or under the id, waits unread is read first. */
async function recordAmongRead(
  ports: FileReportPorts,
  filing: Filing,
): Promise<Exclude<Recorded, { refusal: 'unread' }>> {
  const { product, id } = filing;
  for (let readings = 0; readings < maxReadings; readings += 1) {
    const recorded = await ports.reports.recordReport(filing);
    if (recorded.ok || recorded.refusal !== 'unread') return recorded as Exclude<Recorded, { refusal: 'unread' }>;
    await readReports(ports, { by: 'report', product, id });
    await readReports(ports, { by: 'sender', product, sender: senderOf(filing) });
  }
  throw new TypeError('reports of one sender came in faster than they were read');
}
