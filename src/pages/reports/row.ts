// Turns reports into rows of the page of their issue: when, on what, from whom, and with which files.
import type { Attachment } from '../../domain/issue/attachment.ts';
import type { Report } from '../../domain/report/report.ts';
import { printableLine } from '../printable.ts';
import { devicePathOf, filePathOf, reportPathOf } from '../ways.ts';
import { type Instant, instantOf } from '../when.tsx';

export type FileLink = { readonly name: string; readonly href: string; readonly size: string };

export type ReportRow = {
  readonly href: string;
  readonly title: string;
  readonly build: string;
  readonly model: string;
  /** Null for a report that names no device. */
  readonly device: { readonly name: string; readonly href: string } | null;
  readonly received: Instant | null;
  readonly files: readonly FileLink[];
};

export type ReportWithFiles = { readonly report: Report; readonly files: readonly Attachment[] };

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Those that have arrived. */
const fileLinks = ({ report, files }: ReportWithFiles): FileLink[] =>
  files
    .filter(({ uploadId }) => uploadId === null)
    .map(({ name, sizeBytes }) => ({
      name: printableLine(name),
      href: filePathOf(report, name),
      size: sizeWords(sizeBytes),
    }));

export function reportRow(each: ReportWithFiles, nowMs: number): ReportRow {
  const { report } = each;
  const { product, deviceId } = report;
  return {
    href: reportPathOf(report),
    title: printableLine(report.title, 200) || 'Without words',
    build: printableLine(report.reportedBuild),
    model: printableLine(report.model ?? ''),
    device: deviceId === null ? null : { name: printableLine(deviceId), href: devicePathOf(product, deviceId) },
    received: instantOf(report.receivedMs, nowMs),
    files: fileLinks(each),
  };
}
