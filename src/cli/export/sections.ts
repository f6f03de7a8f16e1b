// What an export is made of: lists of the API, each with the word that its lines begin with.
import type { Page } from '../../domain/page.ts';
import { deviceDetails } from '../../wire/release/device.ts';
import { issuePage } from '../../wire/release/issue.ts';
import { reportExportPage } from '../../wire/release/report.ts';
import { timelinePage } from '../../wire/release/timeline.ts';
import { path, type Query } from '../api/api-client.ts';
import { type Parser, reading } from '../api/service-answer.ts';
import type { ReportOfFiles } from './report-files.ts';

export type Section = {
  readonly record: 'device' | 'moment' | 'issue' | 'report';
  readonly path: string;
  readonly query: Query;
  readonly parse: Parser<Page<unknown>>;
  /** The reports among what a page has, whose files may be wanted. */
  readonly reportsOf: (items: readonly unknown[]) => readonly ReportOfFiles[];
};

export type Wanted = {
  readonly issues?: true;
  readonly reports?: true;
  readonly device?: string;
  /** Only the reports of this issue. */
  readonly issue?: number;
  /** Only reports of this build. */
  readonly build?: string;
};

/** In the order in which they are written; an export that was cut off goes on by their numbers. */
export function listSections(product: string, { issues, reports, device, issue, build }: Wanted): Section[] {
  const of = { product, device, issue, build };
  const isReportWanted = reports === true || [device, issue, build].some((only) => only !== undefined);
  const sections: Section[] = [];
  if (device !== undefined) {
    const own = path`/v1/devices/${product}/${device}`;
    sections.push({ record: 'device', path: own, query: {}, parse: only(reading(deviceDetails)), reportsOf: none });
    const life = { path: `${own}/timeline`, query: { limit: 200 }, parse: reading(timelinePage) };
    sections.push({ record: 'moment', ...life, reportsOf: none });
  }
  if (issues === true) {
    const all = { path: '/v1/issues', query: { product, limit: 200 }, parse: reading(issuePage) };
    sections.push({ record: 'issue', ...all, reportsOf: none });
  }
  if (isReportWanted) {
    const parse = reading(reportExportPage);
    sections.push({ record: 'report', path: '/v1/exports/reports', query: of, parse, reportsOf: readReports });
  }
  return sections;
}

const none = () => [];

const readReports = (items: readonly unknown[]): readonly ReportOfFiles[] => {
  const page = reading(reportExportPage)({ items, next: null });
  return page.ok ? page.value.items : [];
};

/** One thing as a list of it. */
const only =
  <T>(parse: Parser<T>): Parser<Page<T>> =>
  (value) => {
    const parsed = parse(value);
    return parsed.ok ? { ok: true, value: { items: [parsed.value], next: null } } : parsed;
  };
