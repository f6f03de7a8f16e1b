// Files a report: cleaned, keyed, bound to its build, and durable in one row that waits to be settled.
import { findFingerprint, listBuildNames, type StatedBuild } from '../domain/issue/build-names.ts';
import { type Filing, isSameFiling, ownId } from '../domain/issue/filing.ts';
import { deriveKeys } from '../domain/issue/keys.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { type Report, type ReportKind, reportObjectKey } from '../domain/report/report.ts';
import type { Digest } from './ports/digest.ts';
import type { Reports } from './ports/reports.ts';

export type FiledReport = StatedBuild & {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  /** Empty for a crash that is called by what its text says. */
  readonly title: string;
  /** As it was sent; nothing of it is stored before it is cleaned. */
  readonly text: string;
  /** A key of the issue that its reporter says it is; it goes there whatever its words are. */
  readonly sameAs?: string | undefined;
};

export type FileReportAnswer =
  | { readonly ok: true; readonly report: Report; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: 'unknown-product' | 'over-limit' | 'build-missing' }
  /** The sender used the id for another report, which stands in `current`. */
  | { readonly ok: false; readonly refusal: 'report-id-taken'; readonly current: Report };

export type FileReportPorts = { readonly reports: Reports; readonly digest: Digest };

/** Idempotent by the sender's id for as long as the report is kept, which is 30 days at least. */
export async function fileReport(ports: FileReportPorts, filed: FiledReport, nowMs: number): Promise<FileReportAnswer> {
  const buildNames = listBuildNames({ ...filed, fingerprint: filed.fingerprint ?? findFingerprint(filed.text) });
  if (buildNames.length === 0) return { ok: false, refusal: 'build-missing' };
  const filing = await prepareFiling(ports, filed, { buildNames, nowMs });
  const answer = await record(ports, filing);
  if (!('isForeign' in answer)) return answer;
  // Ids are the sender's own: nobody can take one from somebody else, by accident or on purpose.
  const { sha256 } = await ports.digest(`${filing.deviceId ?? ''}\n${filing.sentBy ?? ''}\n${filing.id}`);
  const own = await record(ports, { ...filing, id: ownId(filing.id, sha256) });
  return 'isForeign' in own ? { ok: false, refusal: 'report-id-taken', current: own.current } : own;
}

async function prepareFiling(
  { digest }: FileReportPorts,
  { product, id, kind, deviceId, sentBy, title, text, sameAs }: FiledReport,
  { buildNames, nowMs }: { readonly buildNames: readonly string[]; readonly nowMs: number },
): Promise<Filing> {
  // PostgreSQL takes no NUL in a text.
  const body = cleanText(text).text.replaceAll('\0', '\uFFFD');
  const given = cleanText(title).text;
  const own = deriveKeys({ kind, title: given, text: body });
  const keys = sameAs === undefined ? own : { ...own, strict: sameAs, alt: [] };
  const { sizeBytes, sha256 } = await digest(body);
  const shown = given === '' ? keys.title : given;
  const content = { body, sizeBytes, objectKey: reportObjectKey(sha256), title: shown === '' ? kind : shown };
  return { product, id, kind, deviceId, sentBy, buildNames, keys, receivedMs: nowMs, ...content };
}

type Tried = FileReportAnswer | { readonly isForeign: true; readonly current: Report };

async function record({ reports }: FileReportPorts, filing: Filing): Promise<Tried> {
  const recorded = await reports.recordReport(filing);
  if (!recorded.ok) return recorded;
  const { report, isNew, sentBy } = recorded;
  if (isNew) return { ok: true, report, isNew };
  if (report.deviceId !== filing.deviceId || sentBy !== filing.sentBy) return { isForeign: true, current: report };
  if (!isSameFiling(filing, report)) return { ok: false, refusal: 'report-id-taken', current: report };
  return { ok: true, report, isNew };
}
