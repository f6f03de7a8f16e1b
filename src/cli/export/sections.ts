// What an export is made of: lists of the API, each with the word that its lines begin with.
import type { Page } from '../../domain/page.ts';
import { deviceDetails } from '../../wire/release/device.ts';
import { issuePage } from '../../wire/release/issue.ts';
import { reportExportPage } from '../../wire/release/report.ts';
import { timelinePage } from '../../wire/release/timeline.ts';
import { path, type Query } from '../api/api-client.ts';
import { type Parser, reading } from '../api/service-answer.ts';

export type Section = {
  readonly record: 'device' | 'moment' | 'issue' | 'report';
  readonly path: string;
  readonly query: Query;
  readonly parse: Parser<Page<unknown>>;
};

export type Wanted = { readonly issues?: true; readonly reports?: true; readonly device?: string };

/** In the order in which they are written; an export that was cut off goes on by their numbers. */
export function listSections(product: string, { issues, reports, device }: Wanted): Section[] {
  const of = device === undefined ? { product } : { product, device };
  const sections: Section[] = [];
  if (device !== undefined) {
    const own = path`/v1/devices/${product}/${device}`;
    sections.push({ record: 'device', path: own, query: {}, parse: only(reading(deviceDetails)) });
    sections.push({ record: 'moment', path: `${own}/timeline`, query: { limit: 200 }, parse: reading(timelinePage) });
  }
  if (issues === true)
    sections.push({ record: 'issue', path: '/v1/issues', query: { product, limit: 200 }, parse: reading(issuePage) });
  if (reports === true || device !== undefined)
    sections.push({ record: 'report', path: '/v1/exports/reports', query: of, parse: reading(reportExportPage) });
  return sections;
}

/** One thing as a list of it. */
const only =
  <T>(parse: Parser<T>): Parser<Page<T>> =>
  (value) => {
    const parsed = parse(value);
    return parsed.ok ? { ok: true, value: { items: [parsed.value], next: null } } : parsed;
  };
